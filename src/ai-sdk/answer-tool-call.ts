import { notify } from '../async/notify.js';
import { checkOptions } from '../check-options.js';
import { requireJournal } from '../policy/require-journal.js';
import type { MemberNames } from '../refuse-unknown.js';
import { failure } from '../result/failure.js';
import { toText } from '../result/to-text.js';
import { callFingerprint } from '../tool/call-fingerprint.js';
import { executeInPage } from '../tool/execute-in-page.js';
import type { Bridge, JSONValue, ToolCall, ToolResult } from '../types.js';
import { toToolOutput } from './tool-output.js';

/** A call, as `onToolCall` of `useChat` receives it. */
export interface ChatToolCall {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
}

/** The answer to a call, as `addToolOutput` of `useChat` takes it. */
export type ChatToolAnswer =
  | { readonly tool: string; readonly toolCallId: string; readonly output: JSONValue }
  | {
      readonly tool: string;
      readonly toolCallId: string;
      readonly state: 'output-error';
      readonly errorText: string;
    };

/** `addToolOutput` of `useChat`. Declared as a method, because a chat with typed messages takes only the names of its tools. */
export type AddToolOutput = { method(answer: ChatToolAnswer): unknown }['method'];

export interface AnswerToolCallOptions {
  /**
   * The id of the chat, as `id` of `useChat`. Requires a bridge with a journal, such as that of `indexedDBStore()`, which records the
   * calls of the chat: each runs once, however often the page is loaded, and in all of its tabs.
   */
  readonly thread?: string | undefined;
}

/** A call that is being answered, or was. */
interface AnsweredCall {
  readonly fingerprint: string;
  readonly result: Promise<ToolResult>;
  /** The chats that wait for the result. */
  readonly waiting: WeakSet<AddToolOutput>;
}

/** The calls of each bridge, by thread and id. */
const answeredCalls = new WeakMap<Bridge, Map<string, AnsweredCall>>();

/**
 * Answers a call of a chat in the page, in `onToolCall` of `useChat` of ai 5, 6 and 7. Returns at once, and passes the output
 * to `addToolOutput` when the call has ended. A failed call becomes an `output-error` whose message is safe to show.
 * `readToolOutput` reads the output of a `toolResult()`.
 *
 * The handler of a call runs once for each bridge and call id, however often the call is passed, and each repeat gets its result.
 * With `thread` that is also so after a reload and in other tabs: a call that was cut off is answered with `outcome_unknown`, unless
 * its tool is safe to repeat. `answerOpenCalls` passes the calls that a reload has interrupted. An id that was used with another
 * name or input is answered with `call_conflict`. A tool that the bridge does not have, or that has no handler, is left to other code.
 *
 * The ids of calls must be unique in a chat. `useChat` itself stores the answer to a repeated id in the first message that has it.
 *
 * `useChat` also passes the calls that the route answers: the bridge must only have the tools that run in the page.
 *
 * @param toolCall The `toolCall` that `onToolCall` receives.
 * @param addToolOutput The function that `useChat` returns; on early versions of ai 5, `addToolResult`.
 * @param options.thread The id of the chat, with a bridge that has a journal.
 * @throws TypeError for `thread` with a bridge that has none, and for an empty `thread`.
 * @example
 * ```tsx
 * import { useChat } from '@ai-sdk/react';
 * import { lastAssistantMessageIsCompleteWithToolCalls } from 'ai';
 * import { createBridge, defineTool } from 'toolferry';
 * import { answerToolCall } from 'toolferry/ai-sdk';
 *
 * const locate = defineTool({
 *   name: 'locate',
 *   description: 'Where the user is',
 *   inputSchema: { type: 'object' },
 *   handler: () => ({ city: 'Basel' }),
 * });
 * const bridge = createBridge({ tools: [locate] });
 *
 * export function useMyChat() {
 *   const chat = useChat({
 *     sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
 *     onToolCall({ toolCall }) {
 *       answerToolCall(bridge, toolCall, chat.addToolOutput);
 *     },
 *   });
 *   return chat;
 * }
 * ```
 */
export function answerToolCall(
  bridge: Bridge,
  toolCall: ChatToolCall,
  addToolOutput: AddToolOutput,
  options: AnswerToolCallOptions = {},
): void {
  checkOptions('answerToolCall()', options, optionNames);
  const { thread } = options;
  requireJournal(bridge, thread);
  if (thread === '') throw new TypeError('thread: expected the id of the chat, not an empty string.');
  const call = { id: toolCall.toolCallId, name: toolCall.toolName, input: toolCall.input };
  if (bridge.tools.get(call.name)?.handler === undefined) return;
  const fingerprint = callFingerprint(call, bridge.tools.limits.inputNodes);
  const answered = answerOnce(bridge, call, fingerprint, thread);
  if (answered.fingerprint !== fingerprint) void pass(conflict(call), addToolOutput);
  else if (!answered.waiting.has(addToolOutput)) void deliver(answered, addToolOutput);
}

/** Passes the result to a chat, which may ask again later: a stream that is resumed removes the outputs that the chat had. */
async function deliver({ result, waiting }: AnsweredCall, addToolOutput: AddToolOutput): Promise<void> {
  waiting.add(addToolOutput);
  await pass(await result, addToolOutput);
  waiting.delete(addToolOutput);
}

/** Passes a result to a chat. What that throws is the page's error, and not that of the code that passed the call. */
async function pass(result: ToolResult, addToolOutput: AddToolOutput): Promise<void> {
  await notify(() => addToolOutput(toAnswer(result)), globalThis.reportError);
}

const optionNames: MemberNames<AnswerToolCallOptions> = { thread: 0 };

function answerOnce(bridge: Bridge, call: ToolCall, fingerprint: string, thread?: string): AnsweredCall {
  const calls = answeredCalls.get(bridge) ?? new Map<string, AnsweredCall>();
  answeredCalls.set(bridge, calls);
  const id = JSON.stringify([thread ?? null, call.id]);
  const known = calls.get(id);
  if (known) return known;
  const result = executeInPage(bridge, call, thread === undefined ? undefined : { thread, message: 'page' });
  const answered = { fingerprint, result, waiting: new WeakSet<AddToolOutput>() };
  calls.set(id, answered);
  return answered;
}

/** The output has the format of ai 6, which ai 7 reads too: the page does not know which ai its route has. */
function toAnswer(result: ToolResult): ChatToolAnswer {
  const { toolCallId, toolName: tool } = result;
  if (result.error) return { tool, toolCallId, state: 'output-error', errorText: toText(result) };
  return { tool, toolCallId, output: toToolOutput(result, { toolCallId }) };
}

function conflict(call: ToolCall): ToolResult {
  const message = `"${call.name}" was not run: the id of its call was used before, with another name or input.`;
  return failure(call, 'call_conflict', message);
}
