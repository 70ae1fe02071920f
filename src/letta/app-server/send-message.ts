import { race } from '../../async/race.js';
import type { LettaEvent, LettaInput, LettaTurn } from '../turn.js';
import { requestRefused } from './app-server-error.js';
import type { ResponseFrame } from './frames.js';
import type { LiveRuntime } from './live-runtime.js';
import { type OpenTurn, openTurn } from './open-turn.js';

/** The longest that an abort waits for the server to cancel the turn. */
const cancelMs = 15_000;

interface SendMessageOptions {
  readonly signal: AbortSignal;
  readonly onEvent: ((event: LettaEvent) => void) | undefined;
}

/**
 * Sends a message and follows its turn to the end. An abort or a lost connection ends the turn here at once: running calls are
 * aborted, which answers them, and the server is asked to cancel the turn.
 */
export function sendMessage(live: LiveRuntime, content: LettaInput, options: SendMessageOptions): Promise<LettaTurn> {
  const sending = followTurn(live, content, options);
  live.sending = sending;
  return sending;
}

async function followTurn(
  live: LiveRuntime,
  content: LettaInput,
  { signal, onEvent }: SendMessageOptions,
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
    if (!accepted) throw requestRefused('the message', error);
    return Promise.race([turn.ended, removed]);
  });
  if ('value' in outcome) return outcome.value;

  turn.stop(stopped.reason);
  await race({ signal: link.lost, timeoutMs: cancelMs }, () => cancelOnServer(live, turn, sent).catch(ignore));
  throw stopped.reason;
}

/** Removes a queued message, or aborts the running turn. Turns of other clients continue. */
async function cancelOnServer(
  { link, ids: runtime }: LiveRuntime,
  turn: OpenTurn,
  sent: Promise<ResponseFrame>,
): Promise<void> {
  const { accepted } = await sent;
  if (!accepted) return;
  const item_id = await turn.message.placed;
  if (item_id !== undefined && !turn.message.isBegun)
    await link.request({ type: 'remove_queue_item', runtime, item_id });
  if (turn.message.isBegun) await link.request({ type: 'abort_message', runtime });
}

function ignore(): void {}
