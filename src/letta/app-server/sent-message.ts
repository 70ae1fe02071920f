import { deferred } from '../../async/deferred.js';
import { ToolferryError } from '../../errors.js';
import type { QueueUpdate, Response, ServerFrame } from './frames.js';

/** A message that was sent, on its way to the turn that works on it. */
export interface SentMessage {
  /** The server names the message by it where it lies in a queue, and where it leaves one. */
  readonly messageId: string;
  /** Of the frame that brings it. */
  readonly requestId: string;
  /** Whether the server works on it; before that, frames are about other turns. */
  readonly isBegun: boolean;
  /** Its place in the server's queue, or undefined as soon as the turn begins. Rejects if it was taken out. */
  readonly placed: Promise<string | undefined>;
  /** Rejects if the message was taken out of the queue. */
  readonly removed: Promise<never>;
  watch(frame: ServerFrame | Response): void;
}

export function openSentMessage(): SentMessage {
  const messageId = crypto.randomUUID();
  const requestId = crypto.randomUUID();
  const placed = deferred<string | undefined>();
  const removed = deferred<never>();
  let isBegun = false;
  const begin = (): void => {
    isBegun = true;
    placed.resolve(undefined);
  };
  const watchQueue = ({ queue, removed: left }: QueueUpdate): void => {
    const item = queue.find(({ client_message_id }) => client_message_id === messageId);
    if (item) placed.resolve(item.id);
    const disposition = left.find(({ client_message_id }) => client_message_id === messageId)?.disposition;
    if (disposition === 'dequeued') begin();
    if (disposition === 'cancelled') removed.reject(takenOut());
  };

  return {
    messageId,
    requestId,
    get isBegun() {
      return isBegun;
    },
    placed: placed.promise,
    removed: removed.promise,
    watch(frame) {
      if (isBegun) return;
      if ('queue' in frame) watchQueue(frame);
      else if ('accepted' in frame && frame.request_id === requestId && frame.disposition === 'started') begin();
    },
  };
}

function takenOut(): ToolferryError {
  return new ToolferryError(
    'run_failed',
    'The message was taken out of the queue of the App Server before its turn began.',
  );
}
