import { neverAborted } from '../async/abort-signal.js';
import { codeOf } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import { failure } from '../result/failure.js';
import { shortName } from '../result/short-name.js';
import { canonical } from '../schema/canonical.js';
import { parseInput } from '../tool/parse-input.js';
import type { ExecuteOptions, Journal, JSONValue, Pause, RunRecord, ToolCall, ToolResult } from '../types.js';
import { executeSteps, watchCall } from './execute.js';
import type { Rules } from './rules.js';

const backend = 'execute';

/** What is recorded of a call that ended. */
interface RecordedResult {
  readonly question: string;
  readonly result: ToolResult;
}

/** The calls that run in this process, by journal and key. */
const running = new WeakMap<Journal, Map<string, Promise<RecordedResult>>>();

/** Runs the call of a key once. Each repeat returns the recorded result, or waits for the call that runs. */
export async function executeByKey(
  rules: Rules,
  call: ToolCall,
  key: string,
  options: ExecuteOptions,
): Promise<ToolResult> {
  const { journal, emit } = rules;
  if (journal === undefined)
    throw new TypeError('key: only a call with a journal has one. Pass journal to createBridge().');
  return watchCall(emit, call, async () => {
    const question = questionOf(rules, call);
    const before = runningIn(journal).get(key);
    const recorded = before ?? runOnce({ rules, journal, key, question, options }, call);
    try {
      const { result, question: asked } = await recorded;
      if (asked !== question) return conflict(call, key);
      return result.toolCallId === call.id ? result : { ...result, toolCallId: call.id };
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      rules.report(error, { source: 'journal', toolName: call.name, toolCallId: call.id });
      return failure(call, code, `"${call.name}" was not run: ${errorMessage(error)}`, { cause: error });
    }
  });
}

interface Once {
  readonly rules: Rules;
  readonly journal: Journal;
  readonly key: string;
  readonly question: string;
  readonly options: ExecuteOptions;
}

function runOnce(once: Once, call: ToolCall): Promise<RecordedResult> {
  const calls = runningIn(once.journal);
  const recorded = takeAndRun(once, call).finally(() => calls.delete(once.key));
  calls.set(once.key, recorded);
  return recorded;
}

async function takeAndRun({ rules, journal, key, question, options }: Once, call: ToolCall): Promise<RecordedResult> {
  const { signal = neverAborted() } = options;
  const onError = (error: unknown) => rules.report(error, { source: 'journal', toolName: call.name });
  const taken = await journal.take({ key, backend, keepsOutput: true, signal, onError });
  if (taken.isCompleted) return taken.output as unknown as RecordedResult;
  const { pause } = taken;
  if (pause && pause.state !== question) {
    await taken.failed(undefined);
    return { question: String(pause.state), result: conflict(call, key) };
  }
  if (!pause) taken.asked(pauseOf(key, call, question));
  const known = pause?.answers?.[0] as ToolResult | undefined;
  // The call has the id that its record has.
  const [asked = call] = pause?.calls ?? [];
  const recorded: RecordedResult = { question, result: known ?? (await runRecorded(rules, taken, asked, options)) };
  await taken.end(recorded);
  return recorded;
}

async function runRecorded(
  rules: Rules,
  record: RunRecord,
  call: ToolCall,
  options: ExecuteOptions,
): Promise<ToolResult> {
  const { emit } = rules;
  const { approve = rules.approve } = options;
  const earlier = record.decision(call.id);
  try {
    const ran = await executeSteps(rules, call, {
      ...options,
      emit,
      record,
      approve: earlier ? () => earlier : approve,
    });
    const result = record.answered(call, ran);
    await record.settled([result]);
    return result;
  } catch (error) {
    // A framework's interrupt, which repeats the call, or a store that failed.
    await record.failed(error);
    throw error;
  }
}

function pauseOf(runId: string, { id, name, input }: ToolCall, state: string): Pause {
  return { version: 1, backend, runId, calls: [{ id, name, input }], state };
}

function runningIn(journal: Journal): Map<string, Promise<RecordedResult>> {
  const known = running.get(journal) ?? new Map<string, Promise<RecordedResult>>();
  running.set(journal, known);
  return known;
}

/** Identifies name and input. An input that cannot be read is refused, whatever it contains. */
function questionOf({ limits }: Rules, { name, input }: ToolCall): string {
  const parsed = parseInput(input, limits.inputNodes);
  return canonical('value' in parsed ? [name, parsed.value as JSONValue] : [name]);
}

function conflict(call: ToolCall, key: string): ToolResult {
  const message = `"${call.name}" was not run: the key ${shortName(key)} is that of another call. Use a key for each call.`;
  return failure(call, 'call_conflict', message);
}
