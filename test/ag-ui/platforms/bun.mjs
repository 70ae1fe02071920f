import server from '../../../.tmp/platforms/server.ts';

Bun.serve({ ...server, hostname: '127.0.0.1', port: process.env.PORT });
