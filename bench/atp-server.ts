/** The real ATP server in a process of its own, so that its garbage is not collected in the time of a client. */
import { startATPServer } from '../test/peers/atp/start-server.ts';

const { baseUrl } = await startATPServer();
process.send?.(baseUrl);
