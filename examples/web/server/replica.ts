/**
 * One replica of the server: the page, and the agents behind it. Any replica takes any request.
 * Needs DATABASE_URL, and SITE, the folder of the page that vite has built.
 */
import { randomUUID } from 'node:crypto';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';
import { createAgents } from '../../demo-remote/agents.ts';
import { serveReplica } from '../../demo-remote/serve-replica.ts';
import { models } from './models.ts';
import { serverTools } from './tools.ts';

const { DATABASE_URL = '', SITE = '' } = process.env;
const agents = createAgents({
  databaseURL: DATABASE_URL,
  tools: serverTools,
  models,
  authorize: ({ headers }) => {
    const { session } = parse(headers.get('cookie') ?? '');
    return session ?? new Response('Load the page first', { status: 401 });
  },
});

const app = new Hono();
app.on(['POST', 'DELETE'], '/langgraph', ({ req }) => agents.langGraph(req.raw));
app.on(['POST', 'DELETE'], '/ai-sdk', ({ req }) => agents.aiSDK(req.raw));
app.get('/', async (context, next) => {
  // A site with users has its own login here.
  if (getCookie(context, 'session') === undefined)
    setCookie(context, 'session', randomUUID(), { httpOnly: true, sameSite: 'Strict', path: '/' });
  await next();
});
app.get('*', serveStatic({ root: SITE }));
serveReplica(app);
