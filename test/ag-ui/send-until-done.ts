import { ToolferryError } from 'toolferry';

const passing = new Set(['connection_lost', 'conversation_busy', 'server_error', 'stream_incomplete', 'unreachable']);

/** Sends a run again until it ends, as a client does that lost its connection or found its thread busy. */
export async function sendUntilDone<Output>(send: () => Promise<Output>): Promise<Output> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      const isPassing = ToolferryError.isInstance(error) && passing.has(error.code);
      if (!isPassing) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
