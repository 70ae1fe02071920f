import { server } from '../../../.tmp/platforms/node.ts';

server.listen(Number(process.env.PORT), '127.0.0.1');
