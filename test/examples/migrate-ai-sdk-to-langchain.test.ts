import type { ToolMessage } from '@langchain/core/messages';
import type { StructuredTool } from '@langchain/core/tools';
import type { ToolSet } from 'ai';
import { type ClientTool, createBridge } from 'toolferry';
import { fromAISDKTools } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient } from 'toolferry/langchain';
import { beforeEach, expect, test, vi } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { callByAISDK, aiSDKCalls as calls, failingAISDKCalls as failing } from './ai-sdk-calls.ts';
import { runExample } from './run-example.ts';

const server = useATPServer();

/** Loaded again for each test, because the tools keep notes. */
let tools: ToolSet;
beforeEach(async () => {
  vi.resetModules();
  ({ tools } = await import('../../examples/tools/ai-sdk-tools.ts'));
});

test('thirty AI SDK tools return the same in a LangChain agent as in the AI SDK', async () => {
  expect(Object.keys(calls)).toEqual(Object.keys(tools));
  expect(Object.keys(tools)).toHaveLength(30);
  const expected = new Map<string, Awaited<ReturnType<typeof callByAISDK>>>();
  for (const [name, input] of Object.entries(calls)) expected.set(name, await callByAISDK(tools, name, input));

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

test('thirty AI SDK tools return the same in ATP sandbox code as in the AI SDK', async () => {
  const expected: unknown[] = [];
  for (const [name, input] of Object.entries(calls)) expected.push((await callByAISDK(tools, name, input)).output);

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

test('migrate-ai-sdk-to-langchain.ts runs AI SDK tools in a LangChain agent and in ATP sandbox code', async () => {
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
