import { sleep } from '../async/sleep.js';
import { codeOf } from '../errors.js';

/** Answers that may have reached the server before. */
export interface Redelivery<State> {
  /** Why they may have; absent if another process sent them. */
  readonly failure?: unknown;
  /** Milliseconds that the request took whose connection was lost. */
  readonly tookMs?: number | undefined;
  readonly signal: AbortSignal;
  /** Returns where the execution is; undefined if it still waits for these answers. */
  look(): Promise<State | undefined>;
  send(): Promise<State>;
  /** Ends the execution on the server, after an abort while no request is open. */
  abandon(): void;
}

/**
 * The delays before each look. The server finishes a request whose connection was lost, and two requests for one execution at
 * the same time disturb each other (0.19.17).
 */
const delaysMs = [1_000, 2_000];

/**
 * Delivers answers that may have been delivered before: looks where the execution is, and sends them only if it still waits for
 * them, because the server takes any answer for that of the call that is pending. Looks again if the connection is lost again.
 */
export async function deliverAgain<State>(redelivery: Redelivery<State>): Promise<State> {
  const { tookMs = 0, signal, look, send, abandon } = redelivery;
  let { failure } = redelivery;
  for (const delayMs of delaysMs) {
    await sleep(Math.max(delayMs, tookMs), signal);
    if (signal.aborted) {
      abandon();
      throw signal.reason;
    }
    try {
      return (await look()) ?? (await send());
    } catch (error) {
      if (!isConnectionFailure(error)) throw error;
      failure ??= error;
    }
  }
  throw failure;
}

function isConnectionFailure(error: unknown): boolean {
  return ['connection_lost', 'unreachable'].includes(codeOf(error) ?? '');
}
