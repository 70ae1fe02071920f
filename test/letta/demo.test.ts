import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { runExample } from '../examples/run-example.ts';

const { missing } = inject('letta');

describe('the Letta demo', () => {
  let output = '';
  beforeAll(async () => {
    if (missing === undefined) output = await runExample('demo-letta/demo.ts');
  });
  beforeEach(({ skip }) => skip(missing !== undefined, missing));

  /** The lines of one timeline, without their times, in columns of a width of their own. */
  const timeline = (title: string) => {
    const [, part = ''] = output.split(`\n${title}\n`);
    const [lines = ''] = part.split('\n\n');
    const bare = lines.split('\n').map((line) => line.replace(/^ *\d+ ms +/, '').replace(/ \(\d+ ms\)$/, ''));
    return bare.map((line) => line.replace(/^(agent|here|server) +/, (_, where) => where.padEnd(8)));
  };

  test('the demo prints that scripts decide, and which server it uses', () => {
    expect(output).toContain('Model: none, scripts decide');
    expect(output).toMatch(/^Letta server: http:\/\/127\.0\.0\.1:\d+$/m);
  });

  test('the demo has a Letta agent call three client tools and two server tools in one step', () => {
    const lines = timeline('A Letta agent');
    const paused = lines.indexOf('server  pauses until it has 4 answers');
    const resumed = lines.indexOf('server  resumes with 4 answers');
    expect(lines.slice(paused - 5, paused)).toEqual([
      'agent   calls add_up({"numbers":"10 20 30"}), which runs on the server',
      'agent   calls read_receipts({"month":"march"}), which runs here',
      'agent   calls exchange_rate({"from":"EUR","to":"USD"}), which runs here',
      'agent   calls free_days({"month":"march"}), which runs here',
      'agent   calls file_report({"month":"february"}), which runs on the server',
    ]);
    const meanwhile = lines.slice(paused + 1, resumed);
    expect(meanwhile.slice(0, 4).toSorted()).toEqual([
      'here    approve file_report({"month":"february"})? the server requires approval. Yes.',
      'here    exchange_rate({"from":"EUR","to":"USD"}) starts',
      'here    free_days({"month":"march"}) starts',
      'here    read_receipts({"month":"march"}) starts',
    ]);
    expect(meanwhile.slice(4).toSorted()).toEqual([
      'here    exchange_rate returned 1.16',
      'here    free_days returned {"month":"march","days":9}',
      'here    read_receipts returned "3 4 5"',
    ]);
    expect(lines.slice(resumed + 1, resumed + 3).toSorted()).toEqual([
      'server  add_up returned 60',
      'server  file_report returned the report of february is filed',
    ]);
  });

  test('the turn of the demo continues to its end after a call that was not approved', () => {
    expect(timeline('A Letta agent').slice(-4)).toEqual([
      'server  pauses until it has 1 answer',
      'here    approve delete_receipts({"month":"march"})? it is destructive. No.',
      'server  resumes with 1 answer',
      'agent   February is filed. The receipts of March are still there: you did not let me delete them.',
    ]);
    expect(output).toContain('\nFiles left: march.txt\n');
  });

  test.each([
    { title: 'A LangChain agent', answer: 'Yes, February is filed.' },
    { title: 'An AI SDK agent', answer: 'Yes, February is filed, as I said.' },
  ])('$title in the demo uses a client tool, two server tools and the Letta agent', ({ title, answer }) => {
    expect(timeline(title).slice(1)).toEqual([
      'here    read_receipts({"month":"march"}) starts',
      'here    read_receipts returned "3 4 5"',
      'server  add_up returned 12',
      'here    approve file_report({"month":"march"})? it requires approval. Yes.',
      'server  file_report returned the report of march is filed',
      `agent   March: 12, the report of march is filed. The bookkeeper says: ${answer}`,
    ]);
  });
});
