import { checkOptions } from '../../check-options.js';
import { randomUUID } from '../../random-uuid.js';
import { type MemberNames, refuseUnknown } from '../../refuse-unknown.js';
import { redactOutcome } from '../../remote/redact.js';
import { toJSON } from '../../result/to-json.js';
import { toObjectSchema } from '../../schema/object-schema.js';
import { sha256 } from '../../tool/sha256.js';
import { toolName } from '../../tool/tool-name.js';
import type { JSONValue, RunBackend, RunHost, RunState } from '../../types.js';
import { isObject } from '../../unknown.js';
import { addAnswers } from './add-answers.js';
import { createConversation } from './conversation.js';
import { followRun } from './follow-run.js';
import { keepResults } from './keep-results.js';
import { backendName, readState, type Thread, toPause } from './pause.js';
import { openCalls, pendingCalls } from './pending-calls.js';
import { type AGUIBackendOptions, createPostRun, type PostRun } from './post-run.js';
import { refuseReusedIds } from './refuse-reused-ids.js';
import type { AGUIContext, AGUIMessage, ResumeEntry } from './wire-types.js';

/** The start of a run: a message of the user, or a conversation. */
export type AGUIRequest =
  | string
  | {
      /** The conversation, which ends with what the agent is to answer. A message without an id is given one. */
      readonly messages: readonly (Omit<AGUIMessage, 'id'> & { readonly id?: string | undefined })[];
      /** The agent's thread. Default: a new one, and always the same one for a run's key. */
      readonly threadId?: string | undefined;
      readonly context?: readonly AGUIContext[] | undefined;
      /** The state that the agent shares with its clients. */
      readonly state?: unknown;
      readonly forwardedProps?: unknown;
    };

/** The output of a run whose agent has stopped. */
export interface AGUIOutput {
  /** The text of the agent's last message. */
  readonly text: string;
  /** The whole conversation: add the next message to it for the next run. */
  readonly messages: readonly AGUIMessage[];
  readonly threadId: string;
  /** The last state that the agent sent as a whole, or that of the request. */
  readonly state: JSONValue;
  /** The result that the agent returned in addition to its messages. */
  readonly result?: JSONValue | undefined;
}

/**
 * Creates a backend from an AG-UI agent, which runs behind an HTTP address.
 *
 * The agent is offered the client tools of the run, and the run pauses for their calls and for the approvals that the agent
 * requests. A pause contains the conversation as JSON, and can be resumed in another process. A start or a resume that is repeated
 * is sent again, with the same ids: AG-UI has no request that reads where a run stands.
 *
 * @param url The address of the agent; in a web page, also a path of its own server.
 * @throws TypeError for an address or an option that cannot be used.
 * @returns A backend for `bridge.run` and `bridge.resume`. A run rejects with `run_failed` if the agent reports an error (with
 * `conversation_busy`, `rate_limited` or `server_error` if a handler of `createAGUIHandler` takes the same request again), with
 * `stream_incomplete` if its stream ends early, with `cannot_pause` for an interrupt that is not about a call, and with the code of
 * the HTTP status.
 * @example
 * ```ts
 * import { createBridge, defineTool } from 'toolferry';
 * import { agUIBackend } from 'toolferry/ag-ui';
 *
 * const locate = defineTool({
 *   name: 'locate',
 *   description: 'Where the user is',
 *   inputSchema: { type: 'object' },
 *   handler: () => 'Basel',
 * });
 * const bridge = createBridge({ tools: [locate] });
 * export const ask = async (url: string, question: string) => {
 *   const { text } = await bridge.run(agUIBackend(url), question);
 *   return text;
 * };
 * ```
 */
export function agUIBackend(url: string, options: AGUIBackendOptions = {}): RunBackend<AGUIRequest, AGUIOutput> {
  checkOptions('agUIBackend()', options, knownOptions);
  const { postRun, redact } = createPostRun(url, options);
  /** The arguments of a call may contain a secret that arrived in pieces, or escaped. */
  const redacted = (host: RunHost): RunHost => ({ ...host, emit: (event) => host.emit(redact(event)) });
  return {
    name: backendName,
    async start(request, host) {
      const runId = host.key === undefined ? randomUUID() : (await sha256(`toolferry ${host.key}`)).slice(0, 32);
      const { messages, ...thread } = readRequest(request, runId, host);
      return redactOutcome(proceed({ postRun, host: redacted(host), runId, thread, round: 1 }, messages), redact);
    },
    async resume(pause, answers, host) {
      const { round, ...thread } = readState(pause);
      const { messages, resume } = addAnswers({ round, ...thread }, answers);
      const run = { postRun, host: redacted(host), runId: pause.runId, thread, round: round + 1 };
      return redactOutcome(proceed(run, messages, resume), redact);
    },
    check: (pause) => void readState(pause),
  };
}

const knownOptions: MemberNames<AGUIBackendOptions> = { headers: 0, fetch: 'function', maxResponseBytes: 0 };

interface AgentRun {
  readonly postRun: PostRun;
  readonly host: RunHost;
  readonly runId: string;
  readonly thread: Thread;
  readonly round: number;
}

/** Sends one request, and returns where the run stands at its end. */
async function proceed(
  run: AgentRun,
  messages: readonly AGUIMessage[],
  resume: readonly ResumeEntry[] = [],
): Promise<RunState<AGUIOutput>> {
  const { postRun, host, runId, thread, round } = run;
  const { threadId, context, forwardedProps, state, ignored } = thread;
  const input = {
    threadId,
    runId: round === 1 ? runId : `${runId}-${round}`,
    protocolVersion: '1.0' as const,
    messages,
    tools: host.tools.map((tool) => ({
      name: toolName(tool),
      description: tool.description,
      parameters: toObjectSchema(tool.inputSchema),
    })),
    context,
    state,
    forwardedProps,
    ...(resume.length > 0 && { resume }),
  };
  const finished = await followRun(postRun, input, host);
  const { conversation, isVersioned, result } = finished;
  const offered = namesOf(host);
  refuseReusedIds(messages, finished, offered);
  const asked = pendingCalls(finished, { offered, ignored: new Set(ignored) });
  const next = { threadId, context, forwardedProps, ignored, state: finished.state ?? state };
  const sent = resume.length > 0 ? messages : [];
  const { calls, messages: after } = keepResults(conversation.messages, sent, asked.calls);
  if (calls.length > 0) {
    const paused = { ...next, messages: after, interrupts: asked.interrupts, isVersioned, round };
    return { status: 'paused', pause: toPause(runId, calls, paused) };
  }
  // The agent asks only for results that it was sent: it gets them again, without the answers to interrupts.
  if (asked.calls.length > 0) return proceed({ ...run, thread: next, round: round + 1 }, after);
  const output = {
    text: lastText(conversation.messages),
    messages: conversation.messages,
    threadId,
    state: next.state,
  };
  return { status: 'completed', output: { ...output, ...(result !== undefined && { result }) } };
}

function namesOf({ tools }: RunHost): ReadonlySet<string> {
  return new Set(tools.map(toolName));
}

function lastText(messages: readonly AGUIMessage[]): string {
  const content = messages.findLast(({ role }) => role === 'assistant')?.content;
  return typeof content === 'string' ? content : '';
}

function readRequest(
  request: AGUIRequest,
  runId: string,
  host: RunHost,
): Thread & { readonly messages: readonly AGUIMessage[] } {
  const given = typeof request === 'string' ? { messages: [{ role: 'user' as const, content: request }] } : request;
  if (!isObject(given) || !Array.isArray(given.messages))
    throw new TypeError('The request of an AG-UI run must be a string, or an object with messages.');
  refuseUnknown('a member of the request of an AG-UI run', given, requestMembers);
  const { threadId = runId, context = [], state = {}, forwardedProps = {} } = given;
  const messages = toJSON(given.messages.map((message, index) => ({ id: `${runId}-${index}`, ...message })));
  const conversation = createConversation(messages as unknown as AGUIMessage[]);
  return {
    threadId,
    context,
    state: toJSON(state),
    forwardedProps: toJSON(forwardedProps),
    ignored: openCalls(conversation, { offered: namesOf(host), ignored: new Set() }),
    messages: conversation.messages,
  };
}

const requestMembers: MemberNames<Exclude<AGUIRequest, string>> = {
  messages: 0,
  threadId: 0,
  context: 0,
  state: 0,
  forwardedProps: 0,
};
