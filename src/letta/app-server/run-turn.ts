import { race } from '../../async/race.js';
import type { LettaEvent, LettaInput, LettaTurn } from '../turn.js';
import { refusal } from './app-server-error.js';
import type { Response } from './frames.js';
import type { LiveRuntime } from './live-runtime.js';
import { type OpenTurn, openTurn } from './open-turn.js';

/** An abort waits this long at most for the server to take notice. */
const letGoMs = 15_000;

interface Watching {
  readonly signal: AbortSignal;
  readonly onEvent: ((event: LettaEvent) => void) | undefined;
}

/**
 * Sends a message and follows its turn to the end. An abort, or the loss of the connection, ends it here at once: what runs
 * is aborted, which answers the server, and the server is told to let go.
 */
export async function runTurn(
  live: LiveRuntime,
  content: LettaInput,
  { signal, onEvent }: Watching,
): Promise<LettaTurn> {
  signal.throwIfAborted();
  const { bridge, link, ids: runtime, offered } = live;
  const turn = openTurn({ bridge, offered, lost: link.lost, onEvent });
  const { requestId, messageId, removed } = turn.message;
  live.next = turn;
  const messages = [{ role: 'user' as const, content, client_message_id: messageId }];
  const sent = link.request({ type: 'input', runtime, payload: { kind: 'create_message', messages } }, requestId);
  sent.catch(ignore);

  const stopped = AbortSignal.any([signal, link.lost]);
  const outcome = await race({ signal: stopped }, async () => {
    const { accepted, error } = await sent;
    if (!accepted) throw refusal('the message', error);
    return Promise.race([turn.ended, removed]);
  });
  if ('value' in outcome) return outcome.value;

  turn.stop(stopped.reason);
  await race({ signal: link.lost, timeoutMs: letGoMs }, () => letGo(live, turn, sent).catch(ignore));
  throw stopped.reason;
}

/** What still waits is taken out of the queue; what runs is aborted. Others' turns go on. */
async function letGo({ link, ids: runtime }: LiveRuntime, turn: OpenTurn, sent: Promise<Response>): Promise<void> {
  const { accepted } = await sent;
  if (!accepted) return;
  const item_id = await turn.message.placed;
  if (item_id !== undefined && !turn.message.isBegun)
    await link.request({ type: 'remove_queue_item', runtime, item_id });
  if (turn.message.isBegun) await link.request({ type: 'abort_message', runtime });
}

function ignore(): void {}
