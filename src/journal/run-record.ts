import { codeOf } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import { toJSON } from '../result/to-json.js';
import { sha256 } from '../tool/sha256.js';
import type { Answer, JSONValue, Pause, PendingCall, RunRecord, ToolError, WaitingApproval } from '../types.js';
import { getProperty } from '../unknown.js';
import { mayContinue } from './may-continue.js';
import { type CallText, pauseOf, type RunText, toText } from './record-text.js';
import { isSafeToRepeat, outcomeUnknown, resultOf } from './run-call.js';
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
  /** An earlier process had it. */
  readonly isTakenOver: boolean;
  readonly run: RunText;
  readonly leaseMs: number;
  readonly keepMs: number;
  /** Called when the record is not held any more. */
  onReleased(): void;
  onError(error: unknown): void;
}

/** With the hash of its run, a key of 193 characters at most: services accept 255. */
const maxIdLength = 128;

type Mutable<Type> = { -readonly [Member in keyof Type]: Type[Member] };
type Call = Mutable<CallText> & { isCutOff?: boolean };

/** Creates the record of a run that this process has taken. */
export function createRunRecord(options: RunRecordOptions): HeldRun {
  const { store, key, version, leaseMs, keepMs, onReleased } = options;
  const run: Mutable<Omit<RunText, 'calls'>> = { ...options.run };
  let calls = new Map<string, Call>(options.run.calls.map((call) => [call.id, isCutOff(call)]));
  let hashedKey: Promise<string> | undefined;
  const lost = new AbortController();
  let isDirty = false;

  const writer = createWriter(store, { key, version, leaseMs }, () => {
    isDirty = false;
    const text = toText({ ...run, calls: run.end ? [] : [...calls.values()].map(toRecorded) });
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
  /** What fails here fails again where it is awaited: at the next start, or when the round is settled. */
  const saveLater = (): void => void save().catch(() => {});
  const callOf = (id: string): Call => {
    const call = calls.get(id) ?? { id };
    calls.set(id, call);
    return call;
  };
  const record = (answer: Answer): void => {
    const call = callOf(answer.toolCallId);
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
    for (const answer of isPause(pause) ? (pause.answers ?? []) : []) callOf(answer.toolCallId).answer ??= answer;
    return finish({ holder: null });
  };
  const standAt = ({ answers: _, ...pause }: Pause): void => {
    if (!isSameRound(run.pause, pause)) calls = new Map();
    run.pause = pause;
  };
  const idempotencyKeyOf = async (id: string): Promise<string> => {
    hashedKey ??= sha256(key);
    const inKey = encodeURIComponent(id.toWellFormed());
    return `${await hashedKey}-${inKey.length > maxIdLength ? await sha256(id) : inKey}`;
  };

  return {
    pause: pauseOf({ ...run, calls: [...calls.values()] }),
    mayRepeat: options.isTakenOver && (run.pause?.calls ?? []).every(({ id }) => calls.get(id)?.answer),
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
      const call = calls.get(toolCallId);
      return call?.isCutOff ? { approved: true, input: call.input } : undefined;
    },
    edited(toolCallId, input) {
      callOf(toolCallId).input = jsonOf(input);
    },
    async run(recorded) {
      const call = callOf(recorded.call.id);
      if (call.isCutOff) {
        const isSafe = isSafeToRepeat(recorded.tool);
        const known = isSafe ? undefined : await resultOf(recorded, await idempotencyKeyOf(call.id));
        call.isCutOff = isAborted(known);
        if (known) return known;
      }
      call.started = true;
      const [idempotencyKey] = await Promise.all([idempotencyKeyOf(call.id), save()]);
      // Aborted in the meantime: the handler does not run.
      if (recorded.signal?.aborted) call.started = undefined;
      try {
        return await recorded.start(idempotencyKey);
      } catch (error) {
        // A framework's interrupt: the framework repeats the call, which is then not one that was cut off.
        call.started = undefined;
        throw error;
      }
    },
    answered(asked, answer) {
      const call = callOf(asked.id);
      // Whoever continues the run repeats it or looks it up.
      if (call.isCutOff && isAborted(answer)) return answer;
      // It did not get as far as running: it was refused now, but may have run before.
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
    hasStarted: (toolCallId) => calls.get(toolCallId)?.started === true,
    release: () => finish({ holder: null }),
    drop: () => finish({ holder: null, pause: undefined, end: 'forgotten' }),
    save: () => save(writer.saveNow),
    beat() {
      // Half the time between two beats, so that no two writes are more than half a lease apart.
      if (writer.age() > leaseMs / 6) saveLater();
    },
  };
}

/** A call of an earlier process that started and has no answer. */
function isCutOff(call: CallText): Call {
  return { ...call, isCutOff: call.started === true && call.answer === undefined };
}

function isAborted(answer: Answer | undefined): boolean {
  return answer !== undefined && 'error' in answer && answer.error?.code === 'aborted';
}

function toRecorded({ isCutOff: _, ...call }: Call): CallText {
  return call;
}

/** Whether two pauses wait for the same calls. */
export function isSameRound(one: Pause | undefined, other: Pick<Pause, 'calls'>): boolean {
  if (one?.calls.length !== other.calls.length) return false;
  const ids = new Set(one.calls.map(questionOf));
  return other.calls.every((call) => ids.has(questionOf(call)));
}

function questionOf({ id, ask }: PendingCall): string {
  return `${ask ?? 'call'} ${id}`;
}

function marked(id: string, waiting: WaitingApproval) {
  return (call: PendingCall): PendingCall => (call.id === id ? { ...call, waiting } : call);
}

function isPause(value: unknown): value is Pause {
  return getProperty(value, 'version') === 1 && Array.isArray(getProperty(value, 'calls'));
}

/** A value without a JSON form is not kept. */
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
