import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { report } from './report.ts';

/** Serves the routes of a replica on a free port of 127.0.0.1, and reports its address and its requests. */
export function serveReplica(routes: Hono): void {
  const app = new Hono();
  app.use(async ({ req }, next) => {
    await report({ what: 'request', text: `${req.method} ${req.path}` });
    await next();
  });
  app.route('/', routes);
  serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
    report({ what: 'listening', text: `http://127.0.0.1:${port}` }),
  );
}
