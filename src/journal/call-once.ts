import { neverAborted } from '../async/abort-signal.js';
import { race } from '../async/race.js';
import { codeOf, isBubbleUp } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import { failure } from '../result/failure.js';
import { nativeResult } from '../result/native-result.js';
import { shortName } from '../result/short-name.js';
import { canonical } from '../schema/canonical.js';
import { parseInput } from '../tool/parse-input.js';
import type { Journal, OnceCall, Pause, RunRecord, ToolCall, ToolResult } from '../types.js';
import { getProperty } from '../unknown.js';

const backend = 'execute';

/** The record of a call that ended. */
interface EndedCall {
  /** The name and input of the call. */
  readonly question: string;
  readonly result: ToolResult;
  /** The caller aborted it before its handler began: it is not recorded, and the next caller that waits for it runs it. */
  readonly isDropped?: boolean;
}

type RunCall = (record: RunRecord, call: ToolCall) => Promise<ToolResult>;

/**
 * Creates the function that runs the call of a key once: a call is recorded as a run with one pause. Calls of one key in one
 * process wait for the one that runs.
 */
export function createOnce(take: Journal['take']): Journal['once'] {
  const running = new Map<string, Promise<EndedCall>>();

  const takeAndRun = async (once: OnceCall, question: string, run: RunCall): Promise<EndedCall> => {
    const { key, call, signal = neverAborted(), onError } = once;
    const record = await take({ key, backend, keepsOutput: true, signal, onError }).catch((error: unknown) => {
      if (signal.aborted && codeOf(error) === undefined) return undefined;
      throw error;
    });
    if (record === undefined) return { question, result: aborted(call), isDropped: true };
    if (record.isCompleted) return record.output as unknown as EndedCall;
    const { pause = toPause(key, call, question) } = record;
    const recorded = String(pause.state);
    if (recorded !== question) {
      await record.release();
      return { question: recorded, result: conflict(call, key) };
    }
    if (record.pause === undefined) record.asked(pause);
    const answer = pause.answers?.[0] as ToolResult | undefined;
    const ended = { question, result: answer ?? (await runRecorded(record, pause, run)) };
    const isDropped = isRepeatable(record, ended.result);
    await (isDropped ? letGo(record, pause) : record.end(ended));
    return { ...ended, isDropped };
  };

  /** Waits for the call that runs under the key, or runs it. */
  const endedCall = async (once: OnceCall, question: string, run: RunCall): Promise<EndedCall> => {
    const { key, call, signal } = once;
    const other = running.get(key);
    if (other === undefined) {
      const own = takeAndRun(once, question, run).finally(() => running.delete(key));
      running.set(key, own);
      return own;
    }
    const outcome = await race({ signal }, () => other);
    if ('stopped' in outcome) return { question, result: aborted(call) };
    return outcome.value.isDropped ? endedCall(once, question, run) : outcome.value;
  };

  return async (once, run) => {
    const { key, call, maxNodes, onError } = once;
    const question = questionOf(call, maxNodes);
    try {
      const { question: asked, result } = await endedCall(once, question, run);
      if (asked !== question) return conflict(call, key);
      return result.toolCallId === call.id ? result : { ...result, toolCallId: call.id };
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      onError(error);
      return failure(call, code, `"${call.name}" ${whyNot(code, error)}`, { cause: error });
    }
  };
}

/** Returns the end of the message. A model that reads that its call was not run would make it again. */
function whyNot(code: string, error: unknown): string {
  return code === 'already_resumed'
    ? 'runs in another process, which records its result. Do not call it again.'
    : `was not run: ${errorMessage(error)}`;
}

/** Returns whether a call was aborted before its handler began. Such a call can be made again. */
function isRepeatable(record: RunRecord, { toolCallId, error }: ToolResult): boolean {
  return error?.code === 'aborted' && (!record.hasStarted(toolCallId) || isCutOff(record, toolCallId));
}

/** Records nothing of a call that can be made again. One that an earlier process started stays cut off. */
function letGo(record: RunRecord, { calls: [call] }: Pause): Promise<void> {
  return call && isCutOff(record, call.id) ? record.release() : record.drop();
}

function isCutOff(record: RunRecord, toolCallId: string): boolean {
  return record.decision(toolCallId) !== undefined;
}

/** Runs the call under the id that its record has. Nothing is recorded of an interrupt, after which the framework repeats it. */
async function runRecorded(record: RunRecord, { calls: [call] }: Pause, run: RunCall): Promise<ToolResult> {
  const asked = call as ToolCall;
  try {
    const ran = await run(record, asked);
    return record.answered(asked, isOnlyForGraph(ran) ? notRecordable(asked) : ran);
  } catch (error) {
    await (isBubbleUp(error) ? record.drop() : record.failed(error));
    throw error;
  }
}

/** A graph applies a Command where the call runs. A repeat could not return it, and the state of the graph would differ. */
function isOnlyForGraph(result: ToolResult): boolean {
  return getProperty(nativeResult.of(result), 'returned') !== undefined;
}

function notRecordable(call: ToolCall): ToolResult {
  const message = `"${call.name}" ran, and returned a LangGraph Command or ToolMessage, which a journal cannot record. Create its LangChain tool without the option thread.`;
  return failure(call, 'failed', message);
}

function toPause(runId: string, { id, name, input }: ToolCall, state: string): Pause {
  return { version: 1, backend, runId, calls: [{ id, name, input }], state };
}

/** Identifies name and input. An input that cannot be read is refused, whatever it contains. */
function questionOf({ name, input }: ToolCall, maxNodes: number): string {
  const parsed = parseInput(input, maxNodes);
  return canonical('value' in parsed ? [name, parsed.value] : [name]);
}

function aborted(call: ToolCall): ToolResult {
  const message = `"${call.name}" was aborted while it waited for the process that may have run it.`;
  return failure(call, 'aborted', message);
}

function conflict(call: ToolCall, key: string): ToolResult {
  const message = `"${call.name}" was not run: the key ${shortName(key)} is that of another call. Use a key for each call.`;
  return failure(call, 'call_conflict', message);
}
