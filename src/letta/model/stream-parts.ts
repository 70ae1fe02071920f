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
  let ended: Promise<void> = Promise.resolve();
  return new ReadableStream({
    start(controller) {
      const emit = (part: StreamPart): void => {
        if (!left.signal.aborted) controller.enqueue(part);
      };
      emit({ type: 'stream-start', warnings });
      ended = run(emit, signal ? AbortSignal.any([signal, left.signal]) : left.signal).then(
        ({ response, finish }) => {
          emit({ type: 'response-metadata', ...response });
          emit({ type: 'finish', ...finish });
          if (!left.signal.aborted) controller.close();
        },
        (error: unknown) => {
          if (left.signal.aborted) return;
          if (signal?.aborted) return controller.error(signal.reason);
          emit({ type: 'error', error });
          emit({ type: 'finish', finishReason: 'error', usage: unknownUsage });
          controller.close();
        },
      );
    },
    async cancel() {
      left.abort(new DOMException('The stream of this turn was left', 'AbortError'));
      await ended;
    },
  });
}

const unknownUsage = { inputTokens: undefined, outputTokens: undefined, totalTokens: undefined };
