import { race } from '../../async/race.js';
import { randomUUID } from '../../random-uuid.js';
import type { Redact } from '../../remote/redact.js';
import { getProperty, toWellFormed } from '../../unknown.js';
import { connectionClosed, connectionLost, responseTimeout, unreadable } from './app-server-error.js';
import type { ClientFrame, RequestFrame, ResponseFrame, ServerFrame } from './frames.js';
import { openSocket, type SocketLike } from './open-socket.js';

/** An open connection, which sends and receives frames and matches responses to requests. */
export interface Link {
  /** Aborted when the connection is lost or closed, with the reason as a ToolferryError. */
  readonly lost: AbortSignal;
  /** Returns whether frames can be sent: a closing socket drops them before it emits `close`. */
  isOpen(): boolean;
  /** Sends a frame, or does nothing if the connection is lost or closed. */
  send(frame: ClientFrame): void;
  /** Resolves to the response. Rejects with `connection_lost`, or with `timeout` if none arrives. */
  request(request: RequestFrame, requestId?: string): Promise<ResponseFrame>;
  close(): void;
}

const responseMs = 60_000;
/** The `readyState` of an open WebSocket. */
const open = 1;

/**
 * Opens a connection. Every frame, including responses, is passed to `onFrame` synchronously, before a request resolves.
 * Several frames can arrive at once, and a turn must register its start before it processes the frames that follow. Secrets
 * are removed from every frame.
 */
export async function openLink(
  create: () => SocketLike,
  onFrame: (frame: ServerFrame | ResponseFrame) => void,
  redact: Redact,
): Promise<Link> {
  const lost = new AbortController();
  const requests = new Map<string, (response: ResponseFrame) => void>();
  const receive = (socket: SocketLike, data: unknown): void => {
    const frame = redact(readFrame(data));
    if (frame === undefined || lost.signal.aborted) return;
    try {
      onFrame(frame);
    } catch (error) {
      // Nothing else would report this error, so it fails every turn and request of this connection.
      lost.abort(unreadable(error));
      socket.close();
    }
    const resolve = 'request_id' in frame ? requests.get(frame.request_id) : undefined;
    resolve?.(frame as ResponseFrame);
  };
  const socket = await openSocket(() => {
    const created = create();
    created.addEventListener('close', () => lost.abort(connectionLost()));
    created.addEventListener('message', ({ data }) => receive(created, data));
    return created;
  });

  const send = (frame: ClientFrame): void => {
    if (!lost.signal.aborted) socket.send(JSON.stringify(toWellFormed(frame)));
  };
  return {
    lost: lost.signal,
    isOpen: () => !lost.signal.aborted && socket.readyState === open,
    send,
    async request(request, requestId = randomUUID()) {
      lost.signal.throwIfAborted();
      const responded = new Promise<ResponseFrame>((resolve) => requests.set(requestId, resolve));
      try {
        send({ ...request, request_id: requestId });
        const outcome = await race({ signal: lost.signal, timeoutMs: responseMs }, () => responded);
        if ('value' in outcome) return outcome.value;
        throw outcome.stopped === 'aborted' ? lost.signal.reason : responseTimeout(request.type, responseMs / 1000);
      } finally {
        requests.delete(requestId);
      }
    },
    close() {
      lost.abort(connectionClosed());
      socket.close();
    },
  };
}

function readFrame(data: unknown): ServerFrame | ResponseFrame | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof getProperty(frame, 'type') === 'string' ? (frame as ServerFrame | ResponseFrame) : undefined;
  } catch {
    return undefined;
  }
}
