/**
 * Logs what the tools of an agent do, one line of JSON per event: calls of the agent itself, and calls of sandbox code on an ATP
 * server that pauses for them. Inputs and results are not logged, because they may be confidential.
 * Needs an ATP server (ATP_URL) and OPENAI_API_KEY.
 */
import { ChatOpenAI } from '@langchain/openai';
import { createAgent } from 'langchain';
import { type BridgeEvent, defineTool, type ErrorContext } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient } from 'toolferry/langchain';

type Fields = Readonly<Record<string, unknown>>;

function log(level: 'info' | 'warn' | 'error', event: string, fields: Fields): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), level, event, ...fields }));
}

/** Times are in milliseconds. */
function onEvent(event: BridgeEvent): void {
  if (event.type === 'approval-answered') {
    const { call, approved, durationMs } = event;
    log('info', event.type, { tool: call.name, call: call.id, approved, ms: Math.round(durationMs) });
  }
  if (event.type === 'call-finished') {
    const { call, result, durationMs } = event;
    const fields = { tool: call.name, call: call.id, code: result.error?.code, ms: Math.round(durationMs) };
    log(result.error ? 'warn' : 'info', event.type, fields);
  }
  if (event.type === 'paused') {
    log('info', event.type, { round: event.round, calls: event.pause.calls.map(({ name }) => name) });
  }
  if (event.type === 'tool-refused') log('warn', event.type, { tool: event.toolName, issues: event.issues });
}

/** The error as it was thrown, with its stack and cause. The model reads only its message. */
function onError(error: unknown, { source, toolName, toolCallId }: ErrorContext): void {
  const stack = error instanceof Error ? error.stack : String(error);
  log('error', `${source} threw`, { tool: toolName, call: toolCallId, stack });
}

const files = new Map([
  ['april.txt', 60],
  ['march.txt', 12],
]);
const name = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } as const;
const size = defineTool({
  namespace: 'fs',
  name: 'size',
  description: 'The size of a file',
  inputSchema: name,
  handler({ name }) {
    const size = files.get(name);
    if (size === undefined) throw new Error(`There is no file ${name}.`);
    return size;
  },
});
const remove = defineTool({
  namespace: 'fs',
  name: 'remove',
  description: 'Remove a file',
  inputSchema: name,
  metadata: { operationType: 'destructive' },
  handler: ({ name }) => files.delete(name),
});

const atp = await connectATP({
  baseUrl: process.env.ATP_URL ?? 'http://localhost:3333',
  tools: [size, remove],
  approve: ({ call }) => (call.input as { name: string }).name === 'march.txt',
  onEvent,
  onError,
});
const agent = createAgent({ model: new ChatOpenAI({ model: 'gpt-5-mini' }), tools: createToolsFromClient(atp) });
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'Remove the smaller file.' }] });
console.log(messages.at(-1)?.text);
atp.close();
