import { failure } from '../result/failure.js';
import { toText } from '../result/to-text.js';
import { callFingerprint } from '../tool/call-fingerprint.js';
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

/** A call that is being answered, or was. */
interface AnsweredCall {
  readonly fingerprint: string;
  readonly result: Promise<ToolResult>;
  /** The chats that get the result. */
  readonly chats: WeakSet<AddToolOutput>;
}

/** The calls of each bridge, by id. */
const answeredCalls = new WeakMap<Bridge, Map<string, AnsweredCall>>();

/**
 * Answers a call of a chat in the page, in `onToolCall` of `useChat` of ai 5, 6 and 7. Returns at once, and passes the output
 * to `addToolOutput` when the call has ended. A failed call becomes an `output-error` whose message is safe to show.
 * `readToolOutput` reads the output of a `toolResult()`.
 *
 * The handler of a call runs once for each bridge and call id, however often the call is passed; each chat gets the result once.
 * An id that was used with another name or input is answered with `call_conflict`. A tool that the bridge does not have,
 * or that has no handler, is left to other code.
 *
 * `useChat` also passes the calls that the route answers: the bridge must only have the tools that run in the page.
 *
 * @param toolCall The `toolCall` that `onToolCall` receives.
 * @param addToolOutput The function that `useChat` returns; on early versions of ai 5, `addToolResult`.
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
export function answerToolCall(bridge: Bridge, toolCall: ChatToolCall, addToolOutput: AddToolOutput): void {
  const call = { id: toolCall.toolCallId, name: toolCall.toolName, input: toolCall.input };
  if (bridge.tools.get(call.name)?.handler === undefined) return;
  const fingerprint = callFingerprint(call, bridge.tools.limits.inputNodes);
  const answered = answerOnce(bridge, call, fingerprint);
  if (answered.fingerprint !== fingerprint) addToolOutput(toAnswer(conflict(call)));
  else if (!answered.chats.has(addToolOutput)) {
    answered.chats.add(addToolOutput);
    void answered.result.then((result) => addToolOutput(toAnswer(result)));
  }
}

function answerOnce(bridge: Bridge, call: ToolCall, fingerprint: string): AnsweredCall {
  const calls = answeredCalls.get(bridge) ?? new Map<string, AnsweredCall>();
  answeredCalls.set(bridge, calls);
  const known = calls.get(call.id);
  if (known) return known;
  const answered = { fingerprint, result: bridge.execute(call), chats: new WeakSet() };
  calls.set(call.id, answered);
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
