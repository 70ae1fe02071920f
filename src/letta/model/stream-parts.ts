import type { End } from './generate.js';
import type { CallWarning, StreamPart } from './language-model-v2.js';

type Run = (emit: (part: StreamPart) => void, signal: AbortSignal) => Promise<End>;

/**
 * A call of the model as a stream. A failure is a part of it; an abort breaks it off with the signal's reason. Both that
 * and leaving the stream early come to their end when the server has let go.
 */
export function streamParts(
  run: Run,
  warnings: CallWarning[],
  signal: AbortSignal | undefined,
): ReadableStream<StreamPart> {
  const left = new AbortController();
  const either = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  let ended: Promise<void> = Promise.resolve();
  return new ReadableStream({
    start(controller) {
      // What comes after an abort is dropped.
      const emit = (part: StreamPart): void => {
        if (!either.aborted) controller.enqueue(part);
      };
      const close = (): void => {
        if (left.signal.aborted) return;
        if (either.aborted) controller.error(either.reason);
        else controller.close();
      };
      emit({ type: 'stream-start', warnings });
      ended = run(emit, either)
        .then(
          ({ response, finish }) => {
            emit({ type: 'response-metadata', ...response });
            emit({ type: 'finish', ...finish });
          },
          (error: unknown) => {
            emit({ type: 'error', error });
            emit({ type: 'finish', finishReason: 'error', usage: unknownUsage });
          },
        )
        .then(close);
    },
    async cancel() {
      left.abort(new DOMException('The stream of this turn was left', 'AbortError'));
      await ended;
    },
  });
}

const unknownUsage = { inputTokens: undefined, outputTokens: undefined, totalTokens: undefined };
