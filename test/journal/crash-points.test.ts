import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer } from 'toolferry';
import { expect, onTestFinished, test } from 'vitest';
import type { Life, Point } from './crash/client.ts';
import { type RunServer, startRunServer } from './crash/run-server.ts';

const client = fileURLToPath(new URL('crash/client.ts', import.meta.url));
const call = (id: string) => ({ id, name: 'work', input: {} });

interface Crash {
  /** Where the process kills itself. */
  readonly point?: Point;
  /** The request that the server accepts, but does not respond to: it kills the process instead. */
  readonly lostResponse?: 'start' | 'answers of round 0' | 'answers of round 1';
  /** The tool is safe to repeat. */
  readonly isSafe?: boolean;
  /** Each call needs approval, so that its pause is written before it is claimed. */
  readonly asks?: boolean;
}

interface Lives {
  readonly server: RunServer;
  /** The handlers that ran in both lives. */
  readonly ran: readonly string[];
  readonly questions: readonly string[];
  /** What the second life printed: its output. */
  readonly output: string;
}

/** Runs two rounds, of one call and of two, in a process that dies at the point, and then in one that does not. */
async function liveTwice({ point, lostResponse, isSafe = false, asks = false }: Crash): Promise<Lives> {
  const folder = mkdtempSync(join(tmpdir(), 'toolferry-crash-'));
  const server = await startRunServer([[call('a')], [call('b'), call('c')]]);
  onTestFinished(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  const file = (name: string) => join(folder, name);
  const life: Life = {
    url: server.url,
    database: file('journal.db'),
    effects: file('effects'),
    questions: file('questions'),
    isSafe,
    asks,
  };
  const first = live({ ...life, point }, (kill) => {
    server.onAccepted = (request) => (request === lostResponse ? kill() : undefined);
  });
  expect(await first).toMatchObject({ signal: 'SIGKILL' });
  server.onAccepted = () => {};
  const { output } = await live(life);
  return { server, ran: linesOf(life.effects), questions: linesOf(life.questions), output };
}

function live(
  life: Life,
  onStart?: (kill: () => void) => void,
): Promise<{ readonly signal: unknown; readonly output: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [client, JSON.stringify(life)], (error, output, errors) => {
      if (error && error.signal === undefined) process.stderr.write(errors);
      resolve({ signal: error?.signal ?? undefined, output });
    });
    onStart?.(() => child.kill('SIGKILL'));
  });
}

function linesOf(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').toSorted() : [];
}

/** What the server was answered: the output of each call, or its error's code. */
function answers({ accepted }: RunServer): Record<string, unknown> {
  return Object.fromEntries([...accepted].map(([id, answer]) => [id, outcomeOf(answer)]).toSorted());
}

function outcomeOf(answer: Answer): unknown {
  return 'approved' in answer ? answer.approved : (answer.error?.code ?? answer.output);
}

const normal = (run: string) => ({
  [`${run}.a`]: `did ${run}.a`,
  [`${run}.b`]: `did ${run}.b`,
  [`${run}.c`]: `did ${run}.c`,
});

test.for<[string, Crash]>([
  ['1, before the start is sent', { point: 'before the start is sent' }],
  ['3, a later pause received but not written', { point: 'when the second pause has arrived' }],
  ['5, before the claim is written', { point: 'before the claim is written', asks: true }],
  ['9, all calls finished and nothing sent', { point: 'before the answers are sent' }],
  ['10, answers sent and their response lost', { lostResponse: 'answers of round 0' }],
  ['11, last answers sent and the output lost', { lostResponse: 'answers of round 1' }],
  ['12, output received and the run not closed', { point: 'when the output has arrived' }],
  ['13, run closed and the caller not told', { point: 'when the end is written' }],
])('crash point %s: the next life continues, and each handler ran once', async ([, crash]) => {
  const { server, ran, output } = await liveTwice(crash);
  expect(ran).toEqual(['run0.a', 'run0.b', 'run0.c']);
  expect(answers(server)).toEqual(normal('run0'));
  expect(server.started).toEqual(['run0']);
  expect(output).toBe('complete');
});

test.for<[string, Crash]>([
  ['1, while the start is sent', { lostResponse: 'start' }],
  ['2, first pause received but not written', { point: 'when the first pause has arrived' }],
])('crash point %s: the next life starts again, and each handler ran once', async ([, crash]) => {
  const { server, ran, output } = await liveTwice(crash);
  expect(server.started).toEqual(['run0', 'run1']);
  expect(ran).toEqual(['run1.a', 'run1.b', 'run1.c']);
  expect(answers(server)).toEqual(normal('run1'));
  expect(output).toBe('complete');
});

test('crash point 4, approval waits: the next life asks again, and each handler ran once', async () => {
  const { server, ran, questions } = await liveTwice({ point: 'while approval waits', asks: true });
  expect(questions).toEqual(['run0.a', 'run0.a', 'run0.b', 'run0.c']);
  expect(ran).toEqual(['run0.a', 'run0.b', 'run0.c']);
  expect(answers(server)).toEqual(normal('run0'));
});

test.for<[string, Crash, number]>([
  ['6, claimed and the handler not begun', { point: 'when the claim is written' }, 0],
  ['7, in the handler', { point: 'in the handler' }, 1],
  ['7, after the handler and before its answer is written', { point: 'before the answer is written' }, 1],
])('crash point %s: the call is answered with outcome_unknown, and not run again', async ([, crash, runs]) => {
  const { server, ran, output } = await liveTwice(crash);
  expect(ran.filter((id) => id === 'run0.a')).toHaveLength(runs);
  expect(answers(server)).toEqual({ ...normal('run0'), 'run0.a': 'outcome_unknown' });
  expect(output).toBe('complete');
});

test.for<[string, Crash, number]>([
  ['6, claimed and the handler not begun', { point: 'when the claim is written' }, 1],
  ['7, in the handler', { point: 'in the handler' }, 2],
  ['7, after the handler and before its answer is written', { point: 'before the answer is written' }, 2],
])('crash point %s: a call that is safe to repeat is run again', async ([, crash, runs]) => {
  const { server, ran } = await liveTwice({ ...crash, isSafe: true });
  expect(ran.filter((id) => id === 'run0.a')).toHaveLength(runs);
  expect(answers(server)).toEqual(normal('run0'));
});

test('crash point 8, one call finished and another open: the finished one is sent as it is, the other is unknown', async () => {
  const { server, ran } = await liveTwice({ point: 'when one of two answers is written' });
  expect(ran).toEqual(['run0.a', 'run0.c']);
  expect(answers(server)).toEqual({ ...normal('run0'), 'run0.b': 'outcome_unknown' });
});
