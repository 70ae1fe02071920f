import { failure } from '../../result/failure.js';
import type { ToolCall, ToolResult } from '../../types.js';
import type { ControlRequest, ExternalCallRequest, Response, RuntimeIds, ServerFrame } from './frames.js';
import type { Link } from './link.js';
import { type LiveRuntime, openOthersCalls } from './live-runtime.js';
import type { OpenTurn } from './open-turn.js';
import { toExternalResult } from './to-external-result.js';

/** Gives each frame to the turn that it is about, and the server's questions to whoever answers them. */
export function takeFrame(live: LiveRuntime, frame: ServerFrame | Response): void {
  if (frame.type === 'external_tool_call_request') void answerCall(live, frame);
  else if (frame.type === 'control_request') answerControl(live, frame);
  else if (isAbout(live.ids, frame.runtime)) takeNews(live, frame);
}

function takeNews(live: LiveRuntime, frame: Exclude<ServerFrame, ControlRequest> | Response): void {
  live.next?.message.watch(frame);
  if (live.next?.message.isBegun) begin(live);
  if (frame.type === 'stream_delta') live.current?.read(frame);
  if (frame.type === 'turn_finished') {
    live.current?.finish(frame);
    live.current = undefined;
    live.others = openOthersCalls(live);
  }
}

function begin(live: LiveRuntime): void {
  live.current = live.next;
  live.next = undefined;
}

async function answerCall(live: LiveRuntime, frame: ExternalCallRequest): Promise<void> {
  const { request_id, runtime = live.ids, tool_call_id: id, tool_name: name, input } = frame;
  const call = { id, name, input };
  const result = isAbout(live.ids, runtime) ? await (live.current ?? live.others).run(call) : elsewhere(call);
  live.link.send({ type: 'external_tool_call_response', request_id, result: toExternalResult(result) });
}

/** The server asks everybody who listens to the conversation; only whose turn it is has a say. */
function answerControl({ link, ids, current }: LiveRuntime, frame: ControlRequest): void {
  const isOurs = frame.agent_id === ids.agent_id && frame.conversation_id === ids.conversation_id;
  if (frame.request.subtype === 'can_use_tool' && isOurs && current) void decide(link, ids, current, frame);
}

async function decide(link: Link, runtime: RuntimeIds, turn: OpenTurn, frame: ControlRequest): Promise<void> {
  const denial = await turn.allow(frame);
  if (turn.signal.aborted) return;
  const decision =
    denial === undefined ? { behavior: 'allow' as const } : { behavior: 'deny' as const, message: denial };
  const payload = { kind: 'approval_response' as const, request_id: frame.request_id, decision };
  // Refused if the question is settled already: that is no failure of the turn.
  await link.request({ type: 'input', runtime, payload }).catch(() => {});
}

function isAbout(ids: RuntimeIds, runtime: RuntimeIds | null | undefined): boolean {
  return runtime?.agent_id === ids.agent_id && runtime.conversation_id === ids.conversation_id;
}

function elsewhere(call: ToolCall): ToolResult {
  return failure(call, 'unknown_tool', `"${call.name}" was not run: this connection serves another conversation.`);
}
