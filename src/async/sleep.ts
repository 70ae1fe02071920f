import { race } from './race.js';

/** Waits some milliseconds, or until the signal aborts; then it resolves early. */
export async function sleep(timeoutMs: number, signal?: AbortSignal): Promise<void> {
  await race({ signal, timeoutMs }, () => new Promise(() => {}));
}
