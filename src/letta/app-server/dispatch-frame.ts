import { failure } from '../../result/failure.js';
import type { ToolCall, ToolResult } from '../../types.js';
import type { ControlRequest, ExternalCallRequest, ResponseFrame, RuntimeIds, ServerFrame } from './frames.js';
import type { Link } from './link.js';
import { type LiveRuntime, openOtherCalls } from './live-runtime.js';
import type { OpenTurn } from './open-turn.js';
import { toExternalResult } from './to-external-result.js';

/** Passes a frame to the turn that it belongs to, and answers the server's calls and permission requests. */
export function dispatchFrame(live: LiveRuntime, frame: ServerFrame | ResponseFrame): void {
  if (frame.type === 'external_tool_call_request') void answerCall(live, frame);
  else if (frame.type === 'control_request') answerControlRequest(live, frame);
  else if (belongsTo(live.ids, frame.runtime)) updateTurns(live, frame);
}

function updateTurns(live: LiveRuntime, frame: Exclude<ServerFrame, ControlRequest> | ResponseFrame): void {
  live.next?.message.watch(frame);
  if (live.next?.message.isBegun) startNext(live);
  if (frame.type === 'stream_delta') live.current?.read(frame);
  if (frame.type === 'turn_finished') {
    live.current?.finish(frame);
    live.current = undefined;
    live.otherCalls = openOtherCalls(live);
  }
}

function startNext(live: LiveRuntime): void {
  live.current = live.next;
  live.next = undefined;
}

async function answerCall(live: LiveRuntime, frame: ExternalCallRequest): Promise<void> {
  const { request_id, runtime = live.ids, tool_call_id: id, tool_name: name, input } = frame;
  const call = { id, name, input };
  const result = belongsTo(live.ids, runtime)
    ? await (live.current ?? live.otherCalls).run(call)
    : wrongConversation(call);
  live.link.send({ type: 'external_tool_call_response', request_id, result: toExternalResult(result) });
}

/** The server sends a permission request to every client of the conversation; only the client of the running turn answers. */
function answerControlRequest({ link, ids, current }: LiveRuntime, frame: ControlRequest): void {
  const isOurs = frame.agent_id === ids.agent_id && frame.conversation_id === ids.conversation_id;
  if (frame.request.subtype === 'can_use_tool' && isOurs && current)
    void answerPermissionRequest(link, ids, current, frame);
}

async function answerPermissionRequest(
  link: Link,
  runtime: RuntimeIds,
  turn: OpenTurn,
  frame: ControlRequest,
): Promise<void> {
  const denial = await turn.decidePermission(frame);
  if (turn.signal.aborted) return;
  const decision =
    denial === undefined ? { behavior: 'allow' as const } : { behavior: 'deny' as const, message: denial };
  const payload = { kind: 'approval_response' as const, request_id: frame.request_id, decision };
  // The server refuses an answer to a request that is already decided, which is not a failure of the turn.
  await link.request({ type: 'input', runtime, payload }).catch(() => {});
}

function belongsTo(ids: RuntimeIds, runtime: RuntimeIds | null | undefined): boolean {
  return runtime?.agent_id === ids.agent_id && runtime.conversation_id === ids.conversation_id;
}

function wrongConversation(call: ToolCall): ToolResult {
  return failure(call, 'unknown_tool', `"${call.name}" was not run: this connection serves another conversation.`);
}
