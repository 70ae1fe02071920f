import type { JSONValue } from '../types.js';
import type { CallOptions } from './call-options.js';
import { toToolOutput } from './tool-output.js';

/** Yields what the call tells while it runs, then its output. The AI SDK shows all but the last as preliminary results. */
export async function* withProgress(
  call: (onProgress: (value: unknown) => void) => Promise<JSONValue>,
  options: CallOptions,
): AsyncGenerator<JSONValue, void> {
  const updates: JSONValue[] = [];
  let wake = (): void => {};
  let isOver = false;
  const finished = call((value) => {
    updates.push(value as JSONValue);
    wake();
  });
  const end = (): void => {
    isOver = true;
    wake();
  };
  finished.then(end, end);

  while (!isOver || updates.length > 0) {
    const update = updates.shift();
    if (update !== undefined) yield toToolOutput({ callId: '', toolName: '', output: update }, options);
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  yield await finished;
}
