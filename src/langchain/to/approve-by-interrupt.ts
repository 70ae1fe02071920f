import { sleep } from '../../async/sleep.js';
import { isBubbleUp } from '../../errors.js';
import { canonical } from '../../schema/canonical.js';
import { answeredById } from '../../tool/marks.js';
import type { ApprovalRequest, Approve, Decision } from '../../types.js';
import { getProperty, isObject } from '../../unknown.js';
import { interruptProblem } from './interrupt-for-result.js';
import { interruptUntilAnswered } from './interrupt-until-answered.js';
import { type CallConfig, toolCallIdOf } from './langchain-tool.js';

/** A tool call in LangChain's format. */
export interface ApprovalToolCall {
  /** The id of the call; of a call of a run that a tool or a node has started, `<key of the run>/<id>`. */
  readonly id: string;
  readonly name: string;
  /** Exactly what will run if the answer is yes. */
  readonly args: unknown;
}

/** The value of the interrupt by which `approveByInterrupt` asks: the calls of one step that need approval. */
export interface ApprovalInterrupt {
  readonly type: 'tool-approval';
  readonly calls: readonly { readonly toolCall: ApprovalToolCall; readonly reason?: string | undefined }[];
}

/**
 * The answer to one call. A yes repeats the `toolCall` that it approves; `input` replaces its arguments and is validated
 * again. `reason` is shown to the model if the call is denied.
 */
export type ApprovalInterruptAnswer =
  | { readonly approved: true; readonly toolCall: ApprovalToolCall; readonly input?: unknown }
  | { readonly approved: false; readonly reason?: string | undefined }
  | false;

/**
 * Creates an `approve` for LangGraph agents, which need a checkpointer: it interrupts the graph, and the values that resume the
 * graph decide. Each value has one answer per tool call id, so a yes to one call never runs another:
 * `new Command({ resume: { [interrupt.id]: { [toolCall.id]: { approved: true, toolCall } } } })`.
 *
 * Anything but a yes to exactly this call, id, name and arguments, is a no: a plain `true`, a resume value that is not an
 * object, a yes to other arguments. A resume value for other calls is ignored, and the graph stays interrupted.
 *
 * The calls of one step that need approval are asked about in one interrupt, and none of them runs before all are answered.
 * Calls outside a LangGraph agent are denied. Calls of a run that a tool has started (`execute_code`, `ask_<agent>`) are asked about
 * where that run is found again: with a journal and the option `thread` of `createToolsFromClient`.
 *
 * @returns An `approve` for `createBridge`, or for `createToolsFromClient` with an array of tools.
 * @example
 * ```ts
 * import { Command, MemorySaver } from '@langchain/langgraph';
 * import { createAgent } from 'langchain';
 * import { defineTool } from 'toolferry';
 * import { type ApprovalInterrupt, approveByInterrupt, createToolsFromClient } from 'toolferry/langchain';
 *
 * const remove = defineTool({
 *   name: 'remove',
 *   description: 'Remove a file',
 *   inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
 *   metadata: { operationType: 'destructive' },
 *   handler: ({ path }) => `removed ${path}`,
 * });
 * const tools = createToolsFromClient([remove], { approve: approveByInterrupt() });
 * export const agent = createAgent({ model: 'openai:gpt-5', tools, checkpointer: new MemorySaver() });
 *
 * export function yesToAll({ id, value }: { id: string; value: ApprovalInterrupt }): Command {
 *   const answers = value.calls.map(({ toolCall }) => [toolCall.id, { approved: true, toolCall }]);
 *   return new Command({ resume: { [id]: Object.fromEntries(answers) } });
 * }
 * ```
 */
export function approveByInterrupt(): Approve {
  return async (request) => {
    const config = configOf(request);
    if (config?.interrupt === undefined)
      return refuse('approveByInterrupt can only ask in a LangGraph agent. Pass another approve for other callers');
    if (toolCallIdOf(config) === undefined && request.key === undefined)
      return refuse('approveByInterrupt cannot ask about a call without an id. Pass a tool call with an id');
    try {
      const question = { toolCall: toToolCall(request), reason: request.reason };
      const answers = await askTogether(question, config, config.interrupt);
      return readAnswer(question.toolCall, answers.get(question.toolCall.id));
    } catch (error) {
      if (isBubbleUp(error)) throw answeredById.set(error as object, true);
      return refuse(`approveByInterrupt cannot interrupt the graph (${interruptProblem(error)})`);
    }
  };
}

type Interrupt = NonNullable<CallConfig['interrupt']>;
type Answers = ReadonlyMap<string, unknown>;

/** A call that is asked about, and why. */
type Question = ApprovalInterrupt['calls'][number];

/** The questions of one execution of a step, and the answers to all of them. */
interface Batch {
  readonly questions: Question[];
  readonly answers: Promise<Answers>;
}

/** The batches that still accept questions, by LangGraph's state of the step's execution. */
const openBatches = new WeakMap<object, Batch>();

/**
 * Asks about the calls of a step in one interrupt. An interrupt ends the execution of the whole step, and LangGraph then
 * executes it again: a call that ran before its sibling interrupted would run twice.
 */
function askTogether(question: Question, config: CallConfig, interrupt: Interrupt): Promise<Answers> {
  const execution = executionOf(config);
  const open = openBatches.get(execution);
  if (open) {
    open.questions.push(question);
    return open.answers;
  }
  const questions = [question];
  const answers = collect(questions).then(() => {
    openBatches.delete(execution);
    return interruptForDecisions(questions, interrupt, spareOf(execution));
  });
  openBatches.set(execution, { questions, answers });
  return answers;
}

/** Waits until no sibling of the first question has joined it for one turn of the event loop. */
async function collect(questions: readonly Question[]): Promise<void> {
  let count = 0;
  while (questions.length > count) {
    count = questions.length;
    await sleep(0);
  }
}

/**
 * Answers that LangGraph returned to another call of the same execution. It returns them in the order in which the calls reached their
 * approvals when it was interrupted, which may be another one now.
 */
const spareAnswers = new WeakMap<object, Map<string, unknown>>();

function spareOf(execution: object): Map<string, unknown> {
  const spare = spareAnswers.get(execution) ?? new Map<string, unknown>();
  spareAnswers.set(execution, spare);
  return spare;
}

/** A resume value that is not an object answers no call: all that wait are denied. */
function interruptForDecisions(
  questions: readonly Question[],
  interrupt: Interrupt,
  spare: Map<string, unknown>,
): Answers {
  const asked = questions.map((question) => ({ id: question.toolCall.id, question }));
  const toPayload = (waiting: readonly { readonly question: Question }[]): ApprovalInterrupt => ({
    type: 'tool-approval',
    calls: waiting.map(({ question }) => question),
  });
  const unused = [Object.fromEntries(spare)];
  const nextAnswers = (payload: unknown): unknown => {
    const answer = unused.pop() ?? interrupt(payload);
    if (!isObject(answer)) return Object.fromEntries(asked.map(({ id }) => [id, undefined]));
    for (const [id, each] of Object.entries(answer)) spare.set(id, each);
    return answer;
  };
  const answers = interruptUntilAnswered(asked, nextAnswers, toPayload);
  for (const { id } of asked) spare.delete(id);
  return answers;
}

function readAnswer(asked: ApprovalToolCall, answer: unknown): Decision {
  const { approved, reason, toolCall, input }: Readonly<Record<string, unknown>> = isObject(answer) ? answer : {};
  if (answer === false || approved === false) return refuse(typeof reason === 'string' ? reason : undefined);
  if (approved === true && canonical(toolCall) === canonical(asked)) return { approved, input };
  return refuse(
    'the graph was resumed without an approval of exactly this call. Resume it with { [toolCall.id]: { approved: true, toolCall } }, or with { approved: false, reason }',
  );
}

function refuse(reason: string | undefined): Decision {
  return { approved: false, reason };
}

/**
 * Returns the call as it is shown. Its id is unique in the thread: a run's own ids can be those of other calls, because some
 * providers count the calls of each message from 0.
 */
function toToolCall({ call: { id, name, input }, key }: ApprovalRequest): ApprovalToolCall {
  return { id: key === undefined ? id : `${key}/${id}`, name, args: input };
}

function configOf({ caller }: ApprovalRequest): CallConfig | undefined {
  return caller?.kind === 'langchain' ? (caller.options as CallConfig) : undefined;
}

/** The object that LangGraph creates for each execution of a step (1.4); without it, each call is asked about alone. */
function executionOf(config: CallConfig): object {
  const scratchpad = getProperty(config.configurable, '__pregel_scratchpad');
  return isObject(scratchpad) ? scratchpad : config;
}
