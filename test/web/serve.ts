import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { insecureHost } from './chromium.ts';

/** A web site, on 127.0.0.1. */
export interface Site {
  readonly url: string;
  /** The same on an origin without TLS that is not on localhost. */
  readonly insecureUrl: string;
  stop(): Promise<void>;
}

/** Serves a site on a free port. */
export async function serve(listener: RequestListener): Promise<Site> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    insecureUrl: `http://${insecureHost}:${port}`,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
