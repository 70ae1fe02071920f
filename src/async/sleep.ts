import { race } from './race.js';

/** Resolves after this many milliseconds, or as soon as the signal aborts. */
export async function sleep(timeoutMs: number, signal?: AbortSignal): Promise<void> {
  await race({ signal, timeoutMs }, () => new Promise(() => {}));
}
