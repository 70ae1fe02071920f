/**
 * One replica of an agent server, with a LangGraph agent and an AI SDK agent for AG-UI clients.
 * Needs DATABASE_URL, and AGENT_TOKEN, which clients have to send.
 */
import { Hono } from 'hono';
import { scriptedAISDKModel, scriptedLangChainModel } from '../scripted-models.ts';
import { createAgents } from './agents.ts';
import { script, steps } from './script.ts';
import { serveReplica } from './serve-replica.ts';
import { serverTools } from './server-tools.ts';

const { DATABASE_URL = '', AGENT_TOKEN } = process.env;
const agents = createAgents({
  databaseURL: DATABASE_URL,
  tools: serverTools,
  models: { langGraph: () => scriptedLangChainModel(script, steps), aiSDK: scriptedAISDKModel(script) },
  authorize: ({ headers }) =>
    headers.get('authorization') === `Bearer ${AGENT_TOKEN}` ? 'Ada' : new Response('Log in', { status: 401 }),
});

const app = new Hono();
app.post('/langgraph', ({ req }) => agents.langGraph(req.raw));
app.post('/ai-sdk', ({ req }) => agents.aiSDK(req.raw));
serveReplica(app);
