import { type ClientTool, createBridge, type ToolResultParts, toolResult } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient } from 'toolferry/langchain';
import { toLettaToolReturn } from 'toolferry/letta';
import { expect, test } from 'vitest';
import { runCalls } from '../langchain/run-calls.ts';
import { useATPServer } from '../peers/atp/use-server.ts';
import { callWith, majors } from './support/majors.ts';

const server = useATPServer();
const toolThat = (handler: () => unknown): ClientTool => ({
  name: 'give',
  description: 'Give',
  inputSchema: { type: 'object' },
  handler,
});
/** As another copy of the package, without this check, would make it. */
const forged = (parts: object) => Object.defineProperty({ ...parts }, Symbol.for('toolferry.result'), { value: true });

test.for<[string, object]>([
  ['null as content', { content: [null] }],
  ['a string as content', { content: 'x' }],
  ['a file without data', { output: 1, content: [{ type: 'file', mediaType: 'image/png' }] }],
  ['a string as stdout', { output: 1, stdout: 'abc' }],
  ['an error without message', { error: {} }],
])('%s is a failed call for LangChain, each major of the AI SDK, ATP and Letta', async ([, parts]) => {
  for (const tool of [toolThat(() => toolResult(parts as ToolResultParts)), toolThat(() => forged(parts))]) {
    const reason = expect.stringContaining('toolResult() was called with a malformed part');
    const [message] = await runCalls(createToolsFromClient([tool]), [{ id: 'c1', name: 'give', args: {} }]);
    expect(message).toMatchObject({ status: 'error', content: reason });
    for (const major of majors)
      expect((await callWith(major, tool)).shown).toMatchObject({ type: 'error-text', value: reason });
    const result = await createBridge({ tools: [tool] }).execute({ id: 'c1', name: 'give', input: {} });
    expect(toLettaToolReturn(result)).toMatchObject({ status: 'error', tool_return: reason });
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [tool] });
    const code = 'try { await api.client.give({}); } catch (error) { return error.message; }';
    expect((await atp.execute(code)).result).toEqual(reason);
  }
});
