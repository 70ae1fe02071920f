import { race } from '../../async/race.js';
import { getProperty } from '../../unknown.js';
import { connectionClosed, connectionLost, noAnswer, unreadable } from './app-server-error.js';
import type { ClientFrame, Request, Response, ServerFrame } from './frames.js';
import { openSocket, type SocketLike } from './open-socket.js';

/** An open connection: frames, and requests with their answers. */
export interface Link {
  /** Aborted when the connection is gone, with the reason as a ToolferryError. */
  readonly lost: AbortSignal;
  /** Whether frames still go out: a socket that is being closed drops them, before it says that it is gone. */
  isOpen(): boolean;
  /** Sends a frame; nothing, once the connection is gone. */
  send(frame: ClientFrame): void;
  /** Rejects with `connection_lost`, or `timeout` if no answer comes. */
  request(request: Request, requestId?: string): Promise<Response>;
  close(): void;
}

const answerMs = 60_000;
/** The `readyState` of an open WebSocket. */
const open = 1;

/**
 * Opens a connection. Every frame goes to `onFrame` at once, also answers, before whoever asked goes on: several frames can
 * arrive in one piece, and a turn must know that it began before it is told what happens in it.
 */
export async function openLink(
  create: () => SocketLike,
  onFrame: (frame: ServerFrame | Response) => void,
): Promise<Link> {
  const gone = new AbortController();
  const waiting = new Map<string, (response: Response) => void>();
  const take = (socket: SocketLike, data: unknown): void => {
    const frame = readFrame(data);
    if (frame === undefined || gone.signal.aborted) return;
    try {
      onFrame(frame);
    } catch (error) {
      // Nobody else hears of it: whoever waits for this connection has to.
      gone.abort(unreadable(error));
      socket.close();
    }
    const answer = 'request_id' in frame ? waiting.get(frame.request_id) : undefined;
    answer?.(frame as Response);
  };
  const socket = await openSocket(() => {
    const created = create();
    created.addEventListener('close', () => gone.abort(connectionLost()));
    created.addEventListener('message', ({ data }) => take(created, data));
    return created;
  });

  const send = (frame: ClientFrame): void => {
    if (!gone.signal.aborted) socket.send(JSON.stringify(frame));
  };
  return {
    lost: gone.signal,
    isOpen: () => !gone.signal.aborted && socket.readyState === open,
    send,
    async request(request, requestId = crypto.randomUUID()) {
      gone.signal.throwIfAborted();
      const answered = new Promise<Response>((resolve) => waiting.set(requestId, resolve));
      try {
        send({ ...request, request_id: requestId });
        const outcome = await race({ signal: gone.signal, timeoutMs: answerMs }, () => answered);
        if ('value' in outcome) return outcome.value;
        throw outcome.stopped === 'aborted' ? gone.signal.reason : noAnswer(request.type, answerMs / 1000);
      } finally {
        waiting.delete(requestId);
      }
    },
    close() {
      gone.abort(connectionClosed());
      socket.close();
    },
  };
}

function readFrame(data: unknown): ServerFrame | Response | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof getProperty(frame, 'type') === 'string' ? (frame as ServerFrame | Response) : undefined;
  } catch {
    return undefined;
  }
}
