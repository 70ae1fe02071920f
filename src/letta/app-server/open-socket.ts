import { race } from '../../async/race.js';
import { unreachable } from './app-server-error.js';

/** The part of a WebSocket that is used. */
export interface SocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** The platform's `WebSocket`, or that of a package such as `ws`. */
export type SocketClass = new (url: string) => SocketLike;

const openMs = 30_000;

/** Checks the url and the WebSocket class, and returns a function that opens a socket. No error message contains the url. */
export function checkSocketOptions(url: string, custom: SocketClass | undefined): () => SocketLike {
  const Socket = custom ?? (globalThis.WebSocket as SocketClass | undefined);
  if (typeof Socket !== 'function')
    throw new TypeError(
      'This platform has no WebSocket. Pass a class as `WebSocket`, for example that of the package `ws`.',
    );
  const address = readUrl(url);
  return () => new Socket(address);
}

/** Opens a socket. Rejects with `unreachable`. */
export async function openSocket(create: () => SocketLike): Promise<SocketLike> {
  const outcome = await race({ timeoutMs: openMs }, (ownSignal) => opened(create, ownSignal));
  if ('stopped' in outcome) throw unreachable();
  return outcome.value;
}

function opened(create: () => SocketLike, signal: AbortSignal): Promise<SocketLike> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(unreachable());
    try {
      const socket = create();
      signal.addEventListener('abort', () => socket.close(), { once: true });
      socket.addEventListener('open', () => resolve(socket));
      socket.addEventListener('error', fail);
      socket.addEventListener('close', fail);
    } catch {
      fail();
    }
  });
}

function readUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^(ws|http)s?:$/.test(parsed.protocol))
    throw new TypeError('`url` must be the ws:// or wss:// URL of an App Server, for example ws://127.0.0.1:4500.');
  parsed.protocol = parsed.protocol.replace('http', 'ws');
  parsed.hash = '';
  if (parsed.pathname === '/') parsed.pathname = '/ws';
  return parsed.href;
}
