/** Runs a turn to its end: after a reload, an offline time and the death of a server it is the same run, because of its key. */
import { type RunEvent, ToolferryError } from 'toolferry';
import { type AGUIOutput, agUIBackend } from 'toolferry/ag-ui';
import { bridge } from './bridge.ts';
import { sleep } from './sleep.ts';
import type { Agent, Turn } from './stored-conversation.ts';

/** The state of a turn that has not ended: another tab has it, it runs here, or it is sent again. */
export type Phase = 'elsewhere' | 'running' | 'retrying';

export interface TurnOptions {
  readonly threadId: string;
  readonly signal: AbortSignal;
  onEvent(event: RunEvent): void;
  onPhase(phase: Phase): void;
}

/** The codes of errors after which the run is sent again. Its server has died, is busy or is gone for a moment. */
const passing = new Set<string>([
  'connection_lost',
  'conversation_busy',
  'rate_limited',
  'server_error',
  'stream_incomplete',
  'unreachable',
]);

export async function runTurn(agent: Agent, { key, messages }: Turn, options: TurnOptions): Promise<AGUIOutput> {
  const { threadId, signal, onPhase } = options;
  const backend = agUIBackend(`/${agent}`);
  const onEvent = (event: RunEvent) => {
    onPhase('running');
    options.onEvent(event);
  };
  onPhase((await isElsewhere(key)) ? 'elsewhere' : 'running');
  for (;;) {
    try {
      return await bridge.run(backend, { threadId, messages }, { key, signal, onEvent });
    } catch (error) {
      signal.throwIfAborted();
      if (!ToolferryError.isInstance(error) || !passing.has(error.code)) throw error;
      onPhase('retrying');
      await connected(signal);
    }
  }
}

/** Returns whether another tab has the run: the name of the journal's lock contains the key. The run then waits for that tab. */
async function isElsewhere(key: string): Promise<boolean> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name?.includes(key));
}

/** Resolves when the browser is online, after a moment. */
async function connected(signal: AbortSignal): Promise<void> {
  if (!navigator.onLine)
    await new Promise((resolve) => {
      addEventListener('online', resolve, { once: true, signal });
      signal.addEventListener('abort', resolve, { once: true });
    });
  await sleep(500, signal);
}
