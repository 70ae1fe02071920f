/** Starts the real ATP server in a separate process, so that its garbage collection does not affect a client's time. */
import { startATPServer } from '../test/peers/atp/start-server.ts';

const { baseUrl } = await startATPServer();
process.send?.(baseUrl);
