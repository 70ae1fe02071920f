import { eventStream } from '../../async/event-stream.js';
import type { ExecuteOptions, JSONValue } from '../../types.js';
import type { CallOptions } from '../call-options.js';
import { toToolOutput } from '../tool-output.js';

/** How a call is watched while it runs. Its signal also aborts when the loop over its progress is left. */
export type Watched = Required<Pick<ExecuteOptions, 'onProgress' | 'signal'>>;

/** Yields the progress of a call, then its output. The AI SDK shows all but the last as preliminary results. */
export function withProgress(
  run: (watched: Watched) => Promise<JSONValue>,
  options: CallOptions,
): AsyncGenerator<JSONValue, void> {
  return eventStream<JSONValue>(async (emit, signal) => {
    const onProgress = (value: unknown): void => emit(toToolOutput({ output: value as JSONValue }, options));
    emit(await run({ onProgress, signal }));
  }, options.abortSignal);
}
