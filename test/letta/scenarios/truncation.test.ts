import { toolResult } from 'toolferry';
import { connectLetta, toLettaToolReturn } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { ModelName } from '../../peers/letta/scripted-model.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn } from '../support/model-view.ts';
import { pixel } from '../support/pixel.ts';
import { readFile } from '../support/read-file.ts';

const letta = useLetta();

/** Returns what the model reads of a value that a handler returns. A status means that its JSON was whole. */
async function readOf(value: unknown, { model, override }: { model?: ModelName; override?: ModelName } = {}) {
  const agent = await letta.agent({
    script: [{ calls: [{ name: 'read_file', arguments: { path: 'a' } }] }],
    ...(model && { model }),
  });
  const connection = await connectLetta({
    client: letta.client,
    agentId: agent.id,
    tools: [readFile({ handler: () => value }).tool],
    ...(override && { request: { override_model: `openai-proxy/${override}` } }),
  });
  await connection.send('go');
  const [read] = resultsIn((await agent.requests())[1]);
  return { status: read?.status, message: read?.message ?? '' };
}

/** Parses truncated text: its head, its tail, and how much was left out. */
function isCutOf(text: string, message: string): boolean {
  const [, head = '', left, all, tail = ''] =
    /^(.*)\n\[… (\d+) of (\d+) characters left out …\]\n(.*)$/su.exec(message) ?? [];
  return (
    text.startsWith(head) &&
    text.endsWith(tail) &&
    head.length + Number(left) + tail.length === text.length &&
    Number(all) === text.length
  );
}

describe('34-truncation', () => {
  test.each([4_000, 23_000])('34-truncation: %i characters reach an agent of 30,000 tokens whole', async (length) => {
    const text = 'x'.repeat(length);
    expect(await readOf(text)).toEqual({ status: 'OK', message: text });
  });

  test.each([
    { what: '24,000 letters', text: 'x'.repeat(24_000) },
    { what: '30,000 letters', text: 'x'.repeat(30_000) },
    { what: '200,000 letters', text: 'x'.repeat(200_000) },
    { what: 'quotes and newlines', text: 'say "hi"\n'.repeat(5_000) },
    { what: 'backslashes', text: '\\'.repeat(40_000) },
    { what: 'control characters', text: '\u0001'.repeat(20_000) },
    { what: 'emoji', text: '🙂'.repeat(20_000) },
    { what: 'text that looks like the wrapped JSON', text: JSON.stringify({ message: 'y'.repeat(40_000) }) },
  ])(
    '34-truncation: the model reads head and tail of $what in whole JSON, and how much is left out',
    async ({ text }) => {
      const { status, message } = await readOf(text);
      expect(status).toBe('OK');
      expect(isCutOf(text, message)).toBe(true);
      expect(message.length).toBeGreaterThan(3_000);
    },
  );

  test('34-truncation: an agent with a larger context window reads more', async () => {
    const text = 'x'.repeat(100_000);
    expect(await readOf(text, { model: 'glm-4.5' })).toEqual({ status: 'OK', message: text });
  });

  test('34-truncation: the context window of the overriding model counts, not that of the agent', async () => {
    const text = 'x'.repeat(100_000);
    const cut = await readOf(text, { model: 'glm-4.5', override: 'mock-model' });
    expect(cut.status).toBe('OK');
    expect(isCutOf(text, cut.message)).toBe(true);
    expect(await readOf(text, { override: 'glm-4.5' })).toEqual({ status: 'OK', message: text });
  });

  test('34-truncation: data is truncated as its JSON text', async () => {
    const data = Array.from({ length: 5_000 }, (_, line) => ({ line }));
    const { status, message } = await readOf(data);
    expect(status).toBe('OK');
    expect(isCutOf(JSON.stringify(data), message)).toBe(true);
  });

  test('34-truncation: text parts are truncated as one string', async () => {
    const part = { type: 'text', text: 'y'.repeat(20_000) } as const;
    const { status, message } = await readOf(toolResult({ content: [part, part] }));
    expect(status).toBe('OK');
    expect(isCutOf(`${part.text}\n${part.text}`, message)).toBe(true);
  });

  test('34-truncation: the text of a result with an image is truncated', async () => {
    const text = 'z'.repeat(60_000);
    const image = { type: 'file', mediaType: 'image/png', data: pixel } as const;
    const { message } = await readOf(toolResult({ content: [{ type: 'text', text }, image] }));
    expect(message.endsWith(' [Image omitted]')).toBe(true);
    expect(isCutOf(text, message.slice(0, -' [Image omitted]'.length))).toBe(true);
  });

  test('34-truncation: printed output is truncated together with its result', async () => {
    const { status, message } = await readOf(toolResult({ output: 'RET', stdout: ['o'.repeat(60_000)] }));
    expect(status).toBe('OK');
    expect(message).toMatch(/^RET\nstdout:\no+\n\[… \d+ of 60012 characters left out …\]\no+$/);
  });

  test('34-truncation: a long failure stays a failure', async () => {
    const { status, message } = await readOf(toolResult({ error: { message: 'e'.repeat(60_000) } }));
    expect(status).toBe('Failed');
    expect(isCutOf(`Error: ${'e'.repeat(60_000)}`, message)).toBe(true);
  });

  test('34-truncation: toLettaToolReturn() returns a result that fits every agent unless a larger limit is passed', () => {
    const result = { toolCallId: 'call_1', toolName: 'read_file', output: 'x'.repeat(30_000) };
    expect(String(toLettaToolReturn(result).tool_return).length).toBeLessThanOrEqual(4_800);
    expect(toLettaToolReturn(result, { maxCharacters: 40_000 }).tool_return).toBe(result.output);
  });
});
