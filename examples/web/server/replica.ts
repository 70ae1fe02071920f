/**
 * One replica of the server: the page, and the agents behind it. Any replica takes any request.
 * Needs DATABASE_URL, and SITE, the folder of the page that vite has built.
 */
import { randomUUID } from 'node:crypto';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { createAgents } from '../../demo-remote/agents.ts';
import { serveReplica } from '../../demo-remote/serve-replica.ts';
import { models } from './models.ts';
import { readSession, sessionCookie } from './session.ts';
import { serverTools } from './tools.ts';

const { DATABASE_URL = '', SITE = '' } = process.env;
const agents = createAgents({
  databaseURL: DATABASE_URL,
  tools: serverTools,
  models,
  authorize: (request) => readSession(request) ?? new Response('Load the page first', { status: 401 }),
});

const app = new Hono();
app.on(['POST', 'DELETE'], '/langgraph', ({ req }) => agents.langGraph(req.raw));
app.on(['POST', 'DELETE'], '/ai-sdk', ({ req }) => agents.aiSDK(req.raw));
app.get('/', async (context, next) => {
  // A site with users has its own login here.
  if (getCookie(context, sessionCookie) === undefined)
    setCookie(context, sessionCookie, randomUUID(), { httpOnly: true, sameSite: 'Strict', path: '/' });
  await next();
});
app.get('*', serveStatic({ root: SITE }));
serveReplica(app);
