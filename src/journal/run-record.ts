import { codeOf } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import { toJSON } from '../result/to-json.js';
import type { Answer, JSONValue, Pause, PendingCall, RunRecord, ToolError, WaitingApproval } from '../types.js';
import { getProperty } from '../unknown.js';
import { outcomeUnknown } from './cut-off-call.js';
import { createHeldCalls, isAborted } from './held-calls.js';
import { createIdempotencyKeys } from './idempotency-keys.js';
import { mayContinue } from './may-continue.js';
import { pauseOf, type RunText, toText } from './record-text.js';
import { runCall } from './run-call.js';
import { isSameRound } from './same-round.js';
import type { JournalStore } from './stores/store.js';
import { createWriter } from './writer.js';

/** A record that this process holds. */
export interface HeldRun extends RunRecord {
  /** Writes the record again if it was not written lately, so that no other process takes it. */
  beat(): void;
  /** Resolves when everything up to now is written. */
  save(): Promise<void>;
}

export interface RunRecordOptions {
  readonly store: JournalStore;
  readonly key: string;
  /** The stored version; 0 where nothing is stored. */
  readonly version: number;
  /** Whether an earlier process had the run. */
  readonly isTakenOver: boolean;
  readonly run: RunText;
  readonly leaseMs: number;
  readonly keepMs: number;
  /** Called when the record is not held any more. */
  onReleased(): void;
  onError(error: unknown): void;
}

type Mutable<Type> = { -readonly [Member in keyof Type]: Type[Member] };

/** Creates the record of a run that this process has taken. */
export function createRunRecord(options: RunRecordOptions): HeldRun {
  const { store, key, version, leaseMs, keepMs, onReleased } = options;
  const run: Mutable<Omit<RunText, 'calls'>> = { ...options.run };
  const calls = createHeldCalls(options.run.calls);
  const keyOf = createIdempotencyKeys(key);
  const lost = new AbortController();
  let isDirty = false;

  const writer = createWriter(store, { key, version, leaseMs }, () => {
    isDirty = false;
    const text = toText({ ...run, calls: run.end ? [] : calls.recorded() });
    return { open: run.end === undefined, text, ...(run.end && { keepMs }) };
  });
  const save = async (write = writer.save): Promise<void> => {
    isDirty = true;
    try {
      await write();
    } catch (error) {
      onReleased();
      lost.abort(error);
      throw error;
    }
  };
  /** Saves without waiting. A failure is thrown where it is awaited: at the next start, or when the round is settled. */
  const saveLater = (): void => void save().catch(() => {});
  const record = (answer: Answer): void => {
    const call = calls.get(answer.toolCallId);
    if (call.answer !== undefined) return;
    call.answer = answer;
    saveLater();
  };
  const finish = async (change: Partial<RunText>): Promise<void> => {
    Object.assign(run, change);
    await save(writer.saveNow).catch(options.onError);
    onReleased();
  };
  const releaseAt = (pause: unknown): Promise<void> => {
    if (isPause(pause)) standAt(pause);
    for (const answer of isPause(pause) ? (pause.answers ?? []) : []) calls.get(answer.toolCallId).answer ??= answer;
    return finish({ holder: null });
  };
  const standAt = ({ answers: _, ...pause }: Pause): void => {
    if (!isSameRound(run.pause, pause)) calls.clear();
    run.pause = pause;
  };

  return {
    pause: pauseOf({ ...run, calls: calls.recorded() }),
    mayRepeat: options.isTakenOver && (run.pause?.calls ?? []).every(({ id }) => calls.find(id)?.answer),
    signal: lost.signal,
    asked(pause) {
      standAt(pause);
      saveLater();
    },
    waiting(toolCallId, waiting) {
      if (run.pause) run.pause = { ...run.pause, calls: run.pause.calls.map(marked(toolCallId, waiting)) };
      saveLater();
    },
    decision(toolCallId) {
      const call = calls.find(toolCallId);
      return call?.isCutOff ? { approved: true, input: call.input } : undefined;
    },
    edited(toolCallId, input) {
      calls.get(toolCallId).input = jsonOf(input);
    },
    run: (recorded) => runCall(calls.get(recorded.call.id), recorded, { keyOf, save: () => save() }),
    answered(asked, answer) {
      const call = calls.get(asked.id);
      // The process that continues the run repeats it or looks it up.
      if (call.isCutOff && isAborted(answer)) return answer;
      // It was refused before it ran here, but the earlier process may have run it.
      const known = call.isCutOff ? outcomeUnknown(asked) : answer;
      call.isCutOff = false;
      record(known);
      return known;
    },
    async settled(answers) {
      for (const answer of answers) record(answer);
      if (isDirty) await save(writer.saveNow);
      else await writer.idle();
      // A process that stood still since its last write may have lost its lease.
      if (writer.age() > leaseMs / 2) await save(writer.saveNow);
    },
    end: (output) => finish({ holder: null, pause: undefined, end: run.keepsOutput ? { output: jsonOf(output) } : {} }),
    async failed(error, isCancelled = false) {
      if (lost.signal.aborted) return;
      if (!isCancelled && mayContinue(error)) await releaseAt(getProperty(getProperty(error, 'data'), 'pause'));
      else await finish({ holder: null, pause: undefined, end: { error: describe(error) } });
    },
    hasStarted: (toolCallId) => calls.find(toolCallId)?.started === true,
    release: () => finish({ holder: null }),
    drop: () => finish({ holder: null, pause: undefined, end: 'forgotten' }),
    save: () => save(writer.saveNow),
    beat() {
      // Half the time between two beats, so that no two writes are more than half a lease apart.
      if (writer.age() > leaseMs / 6) saveLater();
    },
  };
}

function marked(id: string, waiting: WaitingApproval) {
  return (call: PendingCall): PendingCall => (call.id === id ? { ...call, waiting } : call);
}

function isPause(value: unknown): value is Pause {
  return getProperty(value, 'version') === 1 && Array.isArray(getProperty(value, 'calls'));
}

/** Returns a value as JSON; undefined for one without a JSON form, which is not kept. */
function jsonOf(value: unknown): JSONValue | undefined {
  try {
    return toJSON(value, { maxNodes: Number.POSITIVE_INFINITY });
  } catch {
    return undefined;
  }
}

function describe(error: unknown): Pick<ToolError, 'code' | 'message'> {
  return { code: codeOf(error) ?? 'aborted', message: errorMessage(error) ?? 'The run failed without a message.' };
}
