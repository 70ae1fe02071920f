import { ToolferryError } from '../errors.js';
import { getProperty } from '../unknown.js';

/** A request, and the errors of the server that it is for. */
export interface RemoteRequest {
  readonly fetch: typeof globalThis.fetch;
  readonly url: string;
  readonly init: RequestInit;
  /** Returns the message of an address at which there is no server. */
  unreachable(reason: string): string;
  connectionLost(cause: unknown): ToolferryError;
}

/** Sends a request once. Rejects with `unreachable` if nothing was sent; any other failure is a lost connection. */
export async function sendRequest({ fetch, url, init, unreachable, connectionLost }: RemoteRequest): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    // Node's fetch wraps the system error as its cause.
    const reason = getProperty(getProperty(cause, 'cause'), 'code');
    throw reason === 'ECONNREFUSED' || reason === 'ENOTFOUND'
      ? new ToolferryError('unreachable', unreachable(reason), { cause })
      : connectionLost(cause);
  }
}
