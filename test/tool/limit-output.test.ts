import { createBridge, defineTool, limitOutput, type ToolResult, toolResult } from 'toolferry';
import { expect, test } from 'vitest';

const returning = (value: unknown) =>
  defineTool({ name: 'big', description: 'Big', inputSchema: { type: 'object' }, handler: () => value });
const run = (value: unknown, bytes = 20, onCut?: (whole: ToolResult) => void) => {
  const bridge = createBridge({ tools: [limitOutput({ bytes, onCut })(returning(value))] });
  return bridge.execute({ id: 'c', name: 'big', input: {} });
};

test('limitOutput leaves a result within the limit unchanged', async () => {
  expect((await run({ a: 1 })).output).toEqual({ a: 1 });
  expect((await run('x'.repeat(20))).output).toBe('x'.repeat(20));
});

test('a result over the limit keeps its head and tail and states how much was left out (qwen-code#2439, crush#3480)', async () => {
  const { output } = await run(`${'a'.repeat(50)}${'z'.repeat(50)}`);
  expect(output).toBe(`${'a'.repeat(10)}\n[… 80 of 100 bytes left out …]\n${'z'.repeat(10)}`);
});

test('limitOutput cuts data as its JSON text, which is what a model reads', async () => {
  const { output } = await run(Array.from({ length: 100 }, (_, index) => index));
  expect(output).toMatch(/^\[0,1,2,3,4\n\[… \d+ of 291 bytes left out …\]\n,97,98,99\]$/);
});

test('limitOutput never splits a character', async () => {
  const { output } = await run('🦊'.repeat(20), 23);
  expect(output).toBe('🦊🦊\n[… 58 of 80 bytes left out …]\n🦊🦊');
});

test('onCut receives the whole result once, and only if it was shortened', async () => {
  const whole: ToolResult[] = [];
  await run('short', 20, (result) => whole.push(result));
  await run(toolResult({ output: 'x'.repeat(30), stdout: ['printed'] }), 20, (result) => whole.push(result));
  expect(whole).toMatchObject([{ toolCallId: 'c', toolName: 'big', output: 'x'.repeat(30), stdout: ['printed'] }]);
});

test('limitOutput keeps files and cuts the text next to them', async () => {
  const file = { type: 'file' as const, mediaType: 'image/png', data: 'iVBORw0KGgo=' };
  const { content } = await run(toolResult({ content: [{ type: 'text', text: 'x'.repeat(90) }, file] }));
  expect(content).toEqual([{ type: 'text', text: expect.stringContaining('bytes left out') }, file]);
});

test('a failure whose message is cut is still a failure with its code', async () => {
  const { error } = await run(toolResult({ error: { code: 'lost', message: 'x'.repeat(90) } }));
  expect(error).toMatchObject({ code: 'lost', message: expect.stringContaining('70 of 90 bytes left out') });
});

test('limitOutput returns a headless tool unchanged, and throws a TypeError for an invalid limit', () => {
  const headless = defineTool({ name: 'headless', description: 'Elsewhere', inputSchema: { type: 'object' } });
  expect(limitOutput({ bytes: 1 })(headless)).toBe(headless);
  expect(() => limitOutput({ bytes: 0 })).toThrow('bytes must be a number above 0');
});
