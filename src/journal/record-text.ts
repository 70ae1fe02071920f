import { ToolferryError } from '../errors.js';
import type { Answer, JSONValue, Pause, PendingCall, ToolError } from '../types.js';
import { isObject } from '../unknown.js';

/** The record of a run, as JSON. */
export interface RunText {
  readonly backend: string;
  /** The process that has the run; null where any process may take it. */
  readonly holder: string | null;
  readonly keepsOutput?: boolean | undefined;
  /** Where the run stands, without its answers. */
  readonly pause?: Pause | undefined;
  readonly calls: readonly CallText[];
  /** How it ended; `forgotten` where it may start again. */
  readonly end?: RunEnd | 'forgotten' | undefined;
}

/** The end of a run. It has neither member if the output was not kept. */
interface RunEnd {
  readonly output?: JSONValue | undefined;
  readonly error?: Pick<ToolError, 'code' | 'message'> | undefined;
}

/** The record of one call of a pause. */
export interface CallText {
  readonly id: string;
  readonly started?: true | undefined;
  /** The input that was approved in place of the call's own. */
  readonly input?: JSONValue | undefined;
  readonly answer?: Answer | undefined;
}

const format = 1;

export function toText(run: RunText): string {
  return JSON.stringify({ format, ...run });
}

export function readRecord(key: string, text: string): RunText {
  try {
    const run: unknown = JSON.parse(text);
    if (isObject(run) && run.format === format && Array.isArray(run.calls)) return run as unknown as RunText;
  } catch {
    // Reported below.
  }
  throw new ToolferryError(
    'journal_failed',
    `The record of the run "${key}" cannot be read: it is not text that this version of toolferry wrote. Nothing was run. Update toolferry, or drop it with journal.forget().`,
  );
}

/** Returns the pause of a run with the answers that are known. A call that has started no longer waits for an approval. */
export function pauseOf(run: Pick<RunText, 'pause' | 'calls'>): Pause | undefined {
  if (run.pause === undefined) return undefined;
  const { calls } = run;
  const decided = new Set(calls.flatMap(({ id, started, answer }) => (started || answer ? [id] : [])));
  const pause = { ...run.pause, calls: run.pause.calls.map((call) => (decided.has(call.id) ? unmarked(call) : call)) };
  const answers = calls.flatMap(({ answer }) => (answer === undefined ? [] : [answer]));
  return answers.length === 0 ? pause : { ...pause, answers };
}

function unmarked({ waiting: _, ...call }: PendingCall): PendingCall {
  return call;
}
