import type { ToolMessage } from '@langchain/core/messages';
import type { StructuredTool } from '@langchain/core/tools';
import { generateText, isStepCount, type ToolSet } from 'ai';
import { type ClientTool, createBridge } from 'toolferry';
import { fromAISDKTools } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient } from 'toolferry/langchain';
import { beforeEach, expect, test, vi } from 'vitest';
import { scriptedModel } from '../ai-sdk/support/scripted-model.js';
import { useATPServer } from '../peers/atp/use-server.ts';
import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { runExample } from './run-example.ts';

const server = useATPServer();

/** One call of each of the thirty tools, in this order. */
const calls: Readonly<Record<string, unknown>> = {
  add: { a: 2, b: 3 },
  repeat: { text: 'ab' },
  slug: { title: '  Old Man, New Sea ' },
  weekday: { date: '2026-11-21' },
  area: { shape: { kind: 'circle', radius: 1 } },
  convert: { value: 100, to: 'F' },
  total: { lines: [{ price: 2, count: 3 }, { price: 4 }], discount: 1 },
  tally: { counts: { a: 1, b: 2 } },
  distance: { from: [0, 0], to: [3, 4] },
  folders: { root: { name: 'a', folders: [{ name: 'b', folders: [{ name: 'c' }] }] } },
  range: { from: 1, to: 3 },
  divide: { a: 6, b: 3 },
  ping: {},
  forget: { word: 'x' },
  unique: { words: ['a', 'b', 'a'] },
  reverse: { text: 'abc' },
  initials: { name: 'Ada Lovelace' },
  power: { base: 2, exponent: 10 },
  words: { text: 'one two' },
  length: { text: 'four' },
  even: { n: 8 },
  shout: { text: 'hey' },
  first: { list: ['a', 'b'] },
  lookup: { country: 'Peru' },
  countdown: { from: 3 },
  weather: { city: 'Lima' },
  draw: {},
  addNote: { text: 'Buy milk' },
  listNotes: {},
  removeNotes: { really: false },
};
const failing: Readonly<Record<string, { readonly input: unknown; readonly message: string }>> = {
  divide: { input: { a: 1, b: 0 }, message: 'Cannot divide by zero' },
  even: { input: { n: 3 }, message: 'n must be even' },
  range: { input: { from: 2, to: 1 }, message: 'from is after to' },
  unique: { input: { words: [], more: 1 }, message: 'more' },
  first: { input: { list: [] }, message: 'list' },
  lookup: { input: {}, message: 'country' },
};

/** The tools keep notes: each test has its own. */
let tools: ToolSet;
beforeEach(async () => {
  vi.resetModules();
  ({ tools } = await import('../../examples/tools/ai-sdk-tools.ts'));
});

/** What the AI SDK makes of a call by itself: the output, and what the model is shown. */
async function byAISDK(name: string, input: unknown) {
  const { model, saw } = scriptedModel([{ name, input, id: 'c' }]);
  const { steps } = await generateText({ model, tools, stopWhen: isStepCount(2), prompt: 'go' });
  const result = steps[0]?.content.find(({ type }) => type === 'tool-result') as { output: unknown } | undefined;
  return { output: result?.output ?? null, saw: saw().c };
}

test('thirty AI SDK tools, converted by one import, answer a LangChain agent as they answer the AI SDK', async () => {
  expect(Object.keys(calls)).toEqual(Object.keys(tools));
  expect(Object.keys(tools)).toHaveLength(30);
  const expected = new Map<string, Awaited<ReturnType<typeof byAISDK>>>();
  for (const [name, input] of Object.entries(calls)) expected.set(name, await byAISDK(name, input));

  await tools.removeNotes?.execute?.({ really: true }, { toolCallId: 'c', messages: [] } as never);
  const bridge = createBridge({ tools: await fromAISDKTools(tools) });
  const forLangChain = new Map(
    createToolsFromClient(bridge).map((tool): [string, StructuredTool] => [tool.name, tool]),
  );
  const invoke = (name: string, args: unknown): Promise<ToolMessage> =>
    (forLangChain.get(name) as StructuredTool).invoke({ type: 'tool_call', id: 'c', name, args });
  for (const [name, input] of Object.entries(calls)) {
    const { content } = await invoke(name, input);
    const saw = expected.get(name)?.saw;
    if (saw?.type === 'content') expect(content).toMatchObject([{ type: 'image_url' }]);
    else expect([name, content]).toEqual([name, saw?.type === 'json' ? JSON.stringify(saw.value) : saw?.value]);
    if (name === 'addNote') continue;
    expect((await bridge.execute({ id: 'c', name, input })).output).toEqual(expected.get(name)?.output);
  }
  for (const [name, { input, message }] of Object.entries(failing)) {
    expect(await invoke(name, input)).toMatchObject({ status: 'error', content: expect.stringContaining(message) });
  }
});

test('and sandbox code on an ATP server, in one program', async () => {
  const expected: unknown[] = [];
  for (const [name, input] of Object.entries(calls)) expected.push((await byAISDK(name, input)).output);

  await tools.removeNotes?.execute?.({ really: true }, { toolCallId: 'c', messages: [] } as never);
  const clientTools: ClientTool[] = await fromAISDKTools(tools);
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: clientTools });
  const lines = Object.entries(calls).map(
    ([name, input]) => `results.push(await api.client.${name}(${JSON.stringify(input)}));`,
  );
  const { result } = await atp.execute(`const results = [];\n${lines.join('\n')}\nreturn results;`);
  expect(result).toEqual(expected);
  const failures = Object.entries(failing).map(
    ([name, { input }]) =>
      `try { await api.client.${name}(${JSON.stringify(input)}); } catch (error) { messages.push(error.message); }`,
  );
  const caught = await atp.execute(`const messages = [];\n${failures.join('\n')}\nreturn messages;`);
  expect(caught.result).toEqual(Object.values(failing).map(({ message }) => expect.stringContaining(message)));
  atp.close();
});

test('migrate-ai-sdk-to-langchain.ts', async () => {
  const model = await startScriptedOpenAI(([weather, note, sum, removed]) => {
    if (!weather) return { call: 'weather', input: { city: 'Lima' } };
    if (!note) return { call: 'addNote', input: { text: weather } };
    const area = (radius: number) => `await api.client.area({ shape: { kind: 'circle', radius: ${radius} } })`;
    if (!sum) return { call: 'execute_code', input: { code: `return Math.round(${area(1)} + ${area(2)})` } };
    if (!removed) return { call: 'removeNotes', input: { really: true } };
    return { text: `${weather}, ${note}, ${sum}. ${removed}` };
  });
  const output = await runExample('migrate-ai-sdk-to-langchain.ts', { ...model.env, ATP_URL: server.baseUrl });
  await model.stop();
  expect(output).toContain('Not approved: removeNotes({"really":true})');
  expect(output).toContain('21 °C in Lima, {"count":1}, 16. "removeNotes" was not run: it was not approved.');
});
