import { createServer as createHTTPServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { type AgentToolProtocolServer, createServer } from '@mondaydotcomorg/atp-server';

// isolated-vm 6.1.2 on Node 24: the process can hang for ever when V8 collects WebAssembly code, such as that of `fetch`, while a
// sandbox ends. V8 posts a task to the sandbox under a lock; if that releases the last reference, its destructor waits for the lock.
setFlagsFromString('--no-wasm-code-gc');

process.env.ATP_JWT_SECRET ??= 'a secret for tests, forty characters long';

type ServerConfig = Parameters<typeof createServer>[0];

/** A function that runs on the server: sandbox code calls `api.<group>.<name>(input)`. */
export interface ServerFunction {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: {
    readonly type: 'object';
    readonly properties?: Record<string, unknown>;
    readonly required?: string[];
  };
  readonly metadata?: Record<string, unknown>;
  readonly handler: (input: never) => unknown;
}

export interface ATPServerOptions {
  readonly groups?: Readonly<Record<string, readonly ServerFunction[]>>;
  readonly config?: ServerConfig;
  /** Called before the server with every request. Returns true if it answered the request itself. */
  readonly intercept?: (...request: Parameters<RequestListener>) => boolean;
}

export interface RunningATPServer {
  readonly baseUrl: string;
  readonly server: AgentToolProtocolServer;
  stop(): Promise<void>;
}

/** Starts the real ATP server on a free port of 127.0.0.1 (its `listen` would bind every interface). */
export async function startATPServer({
  groups = {},
  config,
  intercept,
}: ATPServerOptions = {}): Promise<RunningATPServer> {
  const server = createServer({ execution: { timeout: 5000 }, logger: 'none', ...config });
  for (const [name, functions] of Object.entries(groups)) {
    server.use({ name, type: 'custom', functions: functions as never });
  }
  await server.start();
  const handle = server.handler();
  const http = createHTTPServer((request, response) => {
    if (!intercept?.(request, response)) void handle(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    server,
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await server.stop();
    },
  };
}
