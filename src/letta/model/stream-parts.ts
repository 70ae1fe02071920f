import type { GenerationEnd } from './generate.js';
import type { CallWarning, StreamPart } from './language-model-v2.js';

type Generate = (emit: (part: StreamPart) => void, signal: AbortSignal) => Promise<GenerationEnd>;

/**
 * Returns a call of the model as a stream. A failure is an error part. An abort fails the stream with the signal's reason,
 * after the server has cancelled the run; cancelling the stream also waits for that.
 */
export function streamParts(
  generate: Generate,
  warnings: CallWarning[],
  signal: AbortSignal | undefined,
): ReadableStream<StreamPart> {
  const cancelling = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, cancelling.signal]) : cancelling.signal;
  let ended: Promise<void> = Promise.resolve();
  return new ReadableStream({
    start(controller) {
      // Parts after an abort are dropped.
      const emit = (part: StreamPart): void => {
        if (!stopped.aborted) controller.enqueue(part);
      };
      const close = (): void => {
        if (cancelling.signal.aborted) return;
        if (stopped.aborted) controller.error(stopped.reason);
        else controller.close();
      };
      emit({ type: 'stream-start', warnings });
      ended = generate(emit, stopped)
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
      cancelling.abort(new DOMException('The stream of this turn was cancelled', 'AbortError'));
      await ended;
    },
  });
}

const unknownUsage = { inputTokens: undefined, outputTokens: undefined, totalTokens: undefined };
