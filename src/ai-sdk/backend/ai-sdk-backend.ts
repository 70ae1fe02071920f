import type { ModelMessage } from 'ai';
import { randomUUID } from '../../random-uuid.js';
import type { Answer, JSONValue, PendingCall, RunBackend, RunHost, RunState } from '../../types.js';
import { type AISDKAgentSource, agentOf, checkSource, type ReadyAgent } from './agent.js';
import { isApproval, withAnswers } from './answers.js';
import { generate } from './generate.js';
import { findPart, toStoredMessages } from './messages.js';
import { backendName, type Conversation, readState, toPause } from './pause.js';
import { isHeadless, pendingCalls } from './pending-calls.js';
import { type AISDKUsage, addUsage } from './usage.js';

/** The request of a run: a prompt, or the messages of a conversation. */
export type AISDKRequest = string | readonly ModelMessage[];

/** The output of a run, when its agent stops. */
export interface AISDKOutput {
  /** The text of the last step. */
  readonly text: string;
  /** The messages that the run adds to the conversation, the answers of its tools included, as JSON. */
  readonly messages: ModelMessage[];
  /** The reason for which the last step ended. */
  readonly finishReason: string;
  /** The tokens of the whole run. */
  readonly usage: AISDKUsage;
}

/**
 * Creates a backend from an agent of the AI SDK (5, 6 or 7): `bridge.run(aiSDKBackend({ model }), 'How is Oslo?')`.
 *
 * The run pauses for calls of tools without `execute`, and for calls that need approval by the agent's own settings
 * (`needsApproval` of ai 6 and 7, `toolApproval` of ai 7). The agent's other tools do not run again: the pause has their results.
 * It contains the conversation as JSON, and can be resumed in another process. No state is kept anywhere else.
 *
 * A start or a resume that is repeated asks the model again, and the agent's own tools may run again: record them with `thread`.
 *
 * @param source Settings of `streamText`: the tools that the run offers are added, and the agent's own tools win. Or an agent, or
 * a function that returns one of them with the tools of the run, and is called at the start and at each resume.
 * @throws TypeError for any other value.
 * @returns A backend for `bridge.run` and `bridge.resume`. A run rejects with `invalid_tool` for an agent that does not have the
 * tools that the run offers, and with the code of the provider's status, or `run_failed`, if the model failed.
 * @example
 * ```ts
 * import type { LanguageModel } from 'ai';
 * import { createBridge, defineTool } from 'toolferry';
 * import { aiSDKBackend } from 'toolferry/ai-sdk';
 *
 * const now = defineTool({
 *   name: 'now',
 *   description: 'The current time',
 *   inputSchema: { type: 'object' },
 *   handler: () => new Date(),
 * });
 * const bridge = createBridge({ tools: [now] });
 * export const ask = async (model: LanguageModel, prompt: string) => {
 *   const { text } = await bridge.run(aiSDKBackend({ model }), prompt);
 *   return text;
 * };
 * ```
 */
export function aiSDKBackend(source: AISDKAgentSource): RunBackend<AISDKRequest, AISDKOutput> {
  checkSource(source);
  return {
    name: backendName,
    async start(request, host) {
      const messages = toStoredMessages(
        typeof request === 'string' ? [{ role: 'user', content: request }] : [...request],
      );
      const run = { runId: randomUUID(), agent: await agentOf(source, host), host };
      return proceed(run, { messages, requested: messages.length, usage: {} });
    },
    async resume(pause, answers, host) {
      const state = readState(pause);
      const run = { runId: pause.runId, agent: await agentOf(source, host), host };
      const conversation = { ...state, messages: withAnswers(state.messages, answers, await installedMajor()) };
      const toRun = approvedCalls(pause.calls, answers, state.messages, run.agent);
      if (toRun.length > 0) return { status: 'paused', pause: toPause(pause.runId, toRun, conversation) };
      return proceed(run, conversation);
    },
  };
}

interface AgentRun {
  readonly runId: string;
  readonly agent: ReadyAgent;
  readonly host: RunHost;
}

/** Lets the agent continue the conversation until it stops, or waits for calls. */
async function proceed(
  { runId, agent, host }: AgentRun,
  { messages, requested, usage }: Conversation,
): Promise<RunState<AISDKOutput>> {
  const { text, finishReason, steps, content, added } = await generate(agent, messages, host);
  const all: Conversation = { messages: [...messages, ...added], requested, usage: addUsage(usage, steps) };
  const calls = pendingCalls(content, finishReason, agent.tools);
  if (calls.length > 0) return { status: 'paused', pause: toPause(runId, calls, all) };
  const own = all.messages.slice(requested) as unknown as ModelMessage[];
  return { status: 'completed', output: { text, messages: own, finishReason, usage: all.usage } };
}

/** Returns the approved calls that the agent cannot run itself: the run pauses again for their results. */
function approvedCalls(
  calls: readonly PendingCall[],
  answers: readonly Answer[],
  messages: readonly JSONValue[],
  { tools }: ReadyAgent,
): PendingCall[] {
  const approved = new Set(answers.filter((answer) => isApproval(answer) && answer.approved).map(callId));
  return calls
    .filter(({ id, name }) => approved.has(id) && isHeadless(tools, name))
    .filter(({ id }) => findPart(messages, 'tool-call', id)?.providerExecuted !== true)
    .map(({ id, name, input }) => ({ id, name, input }));
}

function callId({ toolCallId }: Answer): string {
  return toolCallId;
}

/** Results with files have another format in each major. */
async function installedMajor(): Promise<5 | 6 | 7> {
  const ai = await import('ai');
  if ('isStepCount' in ai) return 7;
  return 'ToolLoopAgent' in ai ? 6 : 5;
}
