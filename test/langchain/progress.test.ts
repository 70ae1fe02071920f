import { createAgent } from 'langchain';
import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { expect, test } from 'vitest';
import { modelThatCalls } from './run-calls.js';

const copy = defineTool({
  name: 'copy',
  description: 'Copy files',
  inputSchema: { type: 'object' },
  handler: async (_, { progress }) => {
    progress({ done: 1, at: new Date(0) });
    await Promise.resolve();
    progress('half');
    return 'copied';
  },
});
const createCopyAgent = () =>
  createAgent({
    model: modelThatCalls({ id: 'c1', name: 'copy', args: {} }),
    tools: createToolsFromClient([copy]),
  });

test('progress is emitted to streamMode "tools" between the start and the end of the call', async () => {
  const events: unknown[] = [];
  for await (const event of await createCopyAgent().stream({ messages: 'go' }, { streamMode: 'tools' })) {
    events.push(event);
  }
  expect(events).toMatchObject([
    { event: 'on_tool_start', toolCallId: 'c1', name: 'copy' },
    { event: 'on_tool_event', toolCallId: 'c1', name: 'copy', data: { done: 1, at: '1970-01-01T00:00:00.000Z' } },
    { event: 'on_tool_event', toolCallId: 'c1', name: 'copy', data: 'half' },
    { event: 'on_tool_end', toolCallId: 'c1', name: 'copy' },
  ]);
});

test('progress is emitted to streamMode "custom" with the id and name of its call', async () => {
  const chunks: unknown[] = [];
  for await (const chunk of await createCopyAgent().stream({ messages: 'go' }, { streamMode: 'custom' })) {
    chunks.push(chunk);
  }
  expect(chunks).toEqual([
    { toolCallId: 'c1', name: 'copy', progress: { done: 1, at: '1970-01-01T00:00:00.000Z' } },
    { toolCallId: 'c1', name: 'copy', progress: 'half' },
  ]);
});

test('a stream shows a failed call as an error event', async () => {
  const agent = createAgent({
    model: modelThatCalls({ id: 'c1', name: 'copy', args: {} }),
    tools: createToolsFromClient([{ ...copy, handler: () => Promise.reject(new Error('disk full')) }]),
  });
  const events: unknown[] = [];
  for await (const event of await agent.stream({ messages: 'go' }, { streamMode: 'tools' })) events.push(event);
  expect(events).toMatchObject([{ event: 'on_tool_start' }, { event: 'on_tool_error', toolCallId: 'c1' }]);
});

test('a writer that throws does not fail the call', async () => {
  const [tool] = createToolsFromClient([copy]);
  const writer = () => {
    throw new Error('the stream is closed');
  };
  expect(await tool?.invoke({}, { writer } as object)).toBe('copied');
});
