import type { Bridge, RunOptions } from '../types.js';
import type { ATPExecution } from './execution.js';

/** An ATP server as its remote tools use it. */
export interface ATPServer {
  /** The bridge with the client tools that sandbox code can call. */
  readonly sandboxBridge: Bridge;
  /** How long code may run, in milliseconds, if it is known. */
  readonly maxTimeoutMs?: number | undefined;
  /** An execution with a key can be continued under it. Absent: each execution is a new one. */
  readonly isRecorded?: boolean | undefined;
  /** @param startsOnce Whether code that may have started before, under the same key, is not started again. */
  execute(code: string, options: RunOptions, startsOnce: boolean): Promise<ATPExecution>;
  search(query: string, signal: AbortSignal): Promise<unknown>;
  explore(path: string, signal: AbortSignal): Promise<unknown>;
  definitions(signal: AbortSignal): Promise<object>;
}
