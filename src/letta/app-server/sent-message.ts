import { deferred } from '../../async/deferred.js';
import { ToolferryError } from '../../errors.js';
import { randomUUID } from '../../random-uuid.js';
import type { QueueUpdate, ResponseFrame, ServerFrame } from './frames.js';

/** A message that was sent, until its turn starts. */
export interface SentMessage {
  /** Identifies the message in updates of the server's queue. */
  readonly messageId: string;
  /** Identifies the request that sends it. */
  readonly requestId: string;
  /** Whether its turn has started; earlier frames belong to other turns. */
  readonly isBegun: boolean;
  /** Resolves to its id in the server's queue, or to undefined when the turn starts. */
  readonly placed: Promise<string | undefined>;
  /** Rejects if the message was removed from the queue. */
  readonly removed: Promise<never>;
  watch(frame: ServerFrame | ResponseFrame): void;
}

export function openSentMessage(): SentMessage {
  const messageId = randomUUID();
  const requestId = randomUUID();
  const placed = deferred<string | undefined>();
  const removed = deferred<never>();
  let isBegun = false;
  const begin = (): void => {
    isBegun = true;
    placed.resolve(undefined);
  };
  const watchQueue = ({ queue, removed: removedItems }: QueueUpdate): void => {
    const item = queue.find(({ client_message_id }) => client_message_id === messageId);
    if (item) placed.resolve(item.id);
    const disposition = removedItems.find(({ client_message_id }) => client_message_id === messageId)?.disposition;
    if (disposition === 'dequeued') begin();
    if (disposition === 'cancelled') removed.reject(removedFromQueue());
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

function removedFromQueue(): ToolferryError {
  return new ToolferryError(
    'run_failed',
    'The message was removed from the queue of the App Server before its turn started.',
  );
}
