import server from '../../../.tmp/platforms/server.ts';

Deno.serve({ hostname: '127.0.0.1', port: Number(Deno.env.get('PORT')) }, server.fetch);
