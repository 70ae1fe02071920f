/**
 * A LangGraph agent that sends an e-mail and asks the user a question in the same message. LangGraph executes the node of the
 * tools again with the user's answer; the journal returns what the e-mail's call returned the first time, so it is sent once.
 * Needs OPENAI_API_KEY, and Node 22.13 for node:sqlite.
 */

import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import {
  Command,
  INTERRUPT,
  isInterrupted,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { defineTool } from 'toolferry';
import { createJournal, sqliteStore } from 'toolferry/journal';
import { createToolsFromClient } from 'toolferry/langchain';

const sendMail = defineTool({
  name: 'send_mail',
  description: 'Send an e-mail',
  inputSchema: {
    type: 'object',
    properties: { to: { type: 'string' }, text: { type: 'string' } },
    required: ['to', 'text'],
  },
  handler({ to, text }) {
    console.log(`E-mail to ${to}: ${text}`);
    return `The e-mail to ${to} is sent.`;
  },
});
/** Without a handler: it interrupts the graph, and the answer resumes it. */
const askUser = defineTool({
  name: 'ask_user',
  description: 'Ask the user a question',
  inputSchema: { type: 'object', properties: { question: { type: 'string' } }, required: ['question'] },
});

// A file, so that another process that continues the thread finds what this one did.
const journal = createJournal(sqliteStore(new DatabaseSync(process.env.JOURNAL ?? 'journal.db')));
const tools = createToolsFromClient([sendMail, askUser], { journal, thread: true });
const model = new ChatOpenAI({ model: 'gpt-5-mini' }).bindTools(tools);
const graph = new StateGraph(MessagesAnnotation)
  .addNode('model', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addNode('tools', new ToolNode(tools))
  .addEdge(START, 'model')
  .addConditionalEdges('model', toolsCondition, ['tools', '__end__'])
  .addEdge('tools', 'model')
  // One that outlives the process, such as PostgresSaver, belongs to a journal that does.
  .compile({ checkpointer: new MemorySaver() });

interface Question {
  readonly toolCall: { readonly id: string; readonly args: { readonly question: string } };
}

const terminal = createInterface({ input: process.stdin });
const lines = terminal[Symbol.asyncIterator]();

async function askPerson({ args: { question } }: Question['toolCall']): Promise<string> {
  console.log(question);
  const { value } = await lines.next();
  return value ?? 'The user left.';
}

const thread = { configurable: { thread_id: 'trip-to-basel' } };
const task = 'Tell ada@example.com that I will be late, and ask me how late.';
let state = await graph.invoke({ messages: [{ role: 'user', content: task }] }, thread);
while (isInterrupted<Question>(state)) {
  const resume: Record<string, object> = {};
  for (const { id = '', value } of state[INTERRUPT])
    if (value) resume[id] = { [value.toolCall.id]: await askPerson(value.toolCall) };
  state = await graph.invoke(new Command({ resume }), thread);
}
console.log(state.messages.at(-1)?.text);
terminal.close();
