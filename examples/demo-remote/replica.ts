/**
 * A replica of the agent server: a LangGraph agent and an AI SDK agent, each with an AG-UI address. All state is in the database, so
 * any replica can take any request, and continue a run whose replica has died.
 * Needs DATABASE_URL, and AGENT_TOKEN, which the client sends.
 */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createBridge, toolName } from 'toolferry';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { approveByInterrupt } from 'toolferry/langchain';
import { createAISDKAgent } from './ai-sdk-agent.ts';
import { openDatabase } from './database.ts';
import { createLangGraphAgent } from './langgraph-agent.ts';
import { leaseMs } from './lease.ts';
import { report, reported } from './report.ts';
import { serverTools } from './server-tools.ts';

const { DATABASE_URL = '', AGENT_TOKEN } = process.env;
const { threads, journal, checkpointer, conversations } = openDatabase(DATABASE_URL);

const tools = serverTools.map(reported('server tool'));
const bridge = createBridge({ tools, approve: approveByInterrupt(), journal });

const shared = {
  store: threads,
  leaseMs,
  serverTools: tools.map(toolName),
  authorize: (request: Request) =>
    request.headers.get('authorization') === `Bearer ${AGENT_TOKEN}` ? 'Ada' : new Response('Log in', { status: 401 }),
  onError: (error: unknown) => void report({ what: 'refused', text: String(error) }),
};

const langGraph = createAGUIHandler(createLangGraphAgent(bridge, checkpointer), {
  ...shared,
  toRequest: ({ threadId, messages }) => ({ threadId, input: { messages } }),
  completed: ({ output }) => report({ what: 'text', text: output.text }),
});

const aiSDK = createAGUIHandler(createAISDKAgent(bridge), {
  ...shared,
  toRequest: ({ threadId, messages }) => conversations.add(threadId, messages),
  async completed({ threadId, output }) {
    await conversations.answer(threadId, output.messages);
    await report({ what: 'text', text: output.text });
  },
});

const app = new Hono();
app.post('/langgraph', ({ req }) => langGraph(req.raw));
app.post('/ai-sdk', ({ req }) => aiSDK(req.raw));
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  report({ what: 'listening', text: `http://127.0.0.1:${port}` }),
);
