import { eventStream } from '../../async/event-stream.js';
import type { ExecuteOptions, JSONValue } from '../../types.js';
import type { ToolExecutionOptions } from '../execution-options.js';
import { toToolOutput } from '../tool-output.js';

/**
 * The execute options that observe a running call. The signal also aborts when the consumer leaves the loop over the
 * progress.
 */
export type ProgressOptions = Required<Pick<ExecuteOptions, 'onProgress' | 'signal'>>;

/** Yields the progress of a call, then its output. The AI SDK shows all values but the last as preliminary results. */
export function withProgress(
  run: (progressOptions: ProgressOptions) => Promise<JSONValue>,
  options: ToolExecutionOptions,
): AsyncGenerator<JSONValue, void> {
  return eventStream<JSONValue>(async (emit, signal) => {
    const onProgress = (value: unknown): void => emit(toToolOutput({ output: value as JSONValue }, options));
    emit(await run({ onProgress, signal }));
  }, options.abortSignal);
}
