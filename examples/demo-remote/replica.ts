/**
 * One replica of an agent server, with a LangGraph agent and an AI SDK agent for AG-UI clients. All that it knows is in the database, so
 * any replica takes any request, and continues a run whose replica has died.
 * Needs DATABASE_URL, and AGENT_TOKEN, which clients have to send. `report` and `reported` are for the timeline of the demo only.
 */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createBridge, ToolferryError, toolName } from 'toolferry';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { approveByInterrupt } from 'toolferry/langchain';
import { createAISDKAgent } from './ai-sdk-agent.ts';
import { leaseMs, openDatabase } from './database.ts';
import { createLangGraphAgent } from './langgraph-agent.ts';
import { report, reported } from './report.ts';
import { serverTools } from './server-tools.ts';

const { DATABASE_URL = '', AGENT_TOKEN } = process.env;
const { threads, journal, checkpointer, conversations } = openDatabase(DATABASE_URL);
const tools = createBridge({ tools: serverTools.map(reported('server tool')), approve: approveByInterrupt(), journal });

const options = {
  store: threads,
  leaseMs,
  serverTools: serverTools.map(toolName),
  authorize: ({ headers }: Request) =>
    headers.get('authorization') === `Bearer ${AGENT_TOKEN}` ? 'Ada' : new Response('Log in', { status: 401 }),
  onError(error: unknown) {
    // The client gets these as they are.
    if (!ToolferryError.isInstance(error)) console.error(error);
  },
};

const langGraph = createAGUIHandler(createLangGraphAgent(tools, checkpointer), {
  ...options,
  toRequest: ({ threadId, messages }) => ({ threadId, input: { messages } }),
  completed: ({ output }) => report({ what: 'text', text: output.text }),
});

const aiSDK = createAGUIHandler(createAISDKAgent(tools), {
  ...options,
  toRequest: ({ threadId, messages }) => conversations.ask(threadId, messages),
  async completed({ threadId, output }) {
    await conversations.answer(threadId, output.messages);
    await report({ what: 'text', text: output.text });
  },
});

const app = new Hono();
app.use(async ({ req }, next) => {
  await report({ what: 'request', text: `${req.method} ${req.path}` });
  await next();
});
app.post('/langgraph', ({ req }) => langGraph(req.raw));
app.post('/ai-sdk', ({ req }) => aiSDK(req.raw));
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  report({ what: 'listening', text: `http://127.0.0.1:${port}` }),
);
