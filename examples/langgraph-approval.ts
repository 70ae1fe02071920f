/**
 * A LangGraph agent that removes files only after a person has approved each of them in the terminal. The graph is interrupted,
 * its checkpoint holds the calls that wait, and the answers resume it.
 * Needs OPENAI_API_KEY.
 */
import { createInterface } from 'node:readline';
import {
  Command,
  INTERRUPT,
  type Interrupt,
  isInterrupted,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { defineTool } from 'toolferry';
import {
  type ApprovalInterrupt,
  type ApprovalInterruptAnswer,
  approveByInterrupt,
  createToolsFromClient,
} from 'toolferry/langchain';

const files = new Map([
  ['april.txt', 60],
  ['draft.txt', 5],
  ['march.txt', 12],
]);
const list = defineTool({
  name: 'list_files',
  description: 'List the files and their sizes',
  inputSchema: { type: 'object' },
  metadata: { operationType: 'read' },
  handler: () => Object.fromEntries(files),
});
const remove = defineTool({
  name: 'remove_file',
  description: 'Remove a file',
  inputSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  metadata: { operationType: 'destructive' },
  handler({ name }) {
    if (!files.delete(name)) throw new Error(`There is no ${name}.`);
    return `${name} is removed.`;
  },
});

const tools = createToolsFromClient([list, remove], { approve: approveByInterrupt() });
const model = new ChatOpenAI({ model: 'gpt-5-mini' }).bindTools(tools);
const graph = new StateGraph(MessagesAnnotation)
  .addNode('model', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addNode('tools', new ToolNode(tools))
  .addEdge(START, 'model')
  .addConditionalEdges('model', toolsCondition, ['tools', '__end__'])
  .addEdge('tools', 'model')
  .compile({ checkpointer: new MemorySaver() });

const terminal = createInterface({ input: process.stdin });
const lines = terminal[Symbol.asyncIterator]();

async function askPerson({ toolCall, reason }: ApprovalInterrupt['calls'][number]): Promise<ApprovalInterruptAnswer> {
  console.log(`Run ${toolCall.name}(${JSON.stringify(toolCall.args)})? Reason: ${reason}. Type y, or why not:`);
  const { value = '' } = await lines.next();
  const typed = value.trim();
  return typed === 'y' ? { approved: true, toolCall } : { approved: false, reason: typed || undefined };
}

/** Returns the answer to each call of an interrupt, by tool call id. */
async function answer({ value }: Interrupt<ApprovalInterrupt>): Promise<Record<string, ApprovalInterruptAnswer>> {
  const answers: Record<string, ApprovalInterruptAnswer> = {};
  for (const call of value?.calls ?? []) answers[call.toolCall.id] = await askPerson(call);
  return answers;
}

const thread = { configurable: { thread_id: 'files' } };
let state = await graph.invoke({ messages: [{ role: 'user', content: 'Remove the small files.' }] }, thread);
while (isInterrupted<ApprovalInterrupt>(state)) {
  const resume: Record<string, unknown> = {};
  for (const interrupt of state[INTERRUPT]) resume[interrupt.id ?? ''] = await answer(interrupt);
  state = await graph.invoke(new Command({ resume }), thread);
}
console.log(state.messages.at(-1)?.text);
console.log(`Files left: ${[...files.keys()].join(', ')}`);
terminal.close();
