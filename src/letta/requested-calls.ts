import type { ApprovalRequestMessage, ToolCallMessage } from '@letta-ai/letta-client/resources/agents/messages';

/** A call as the model asked for it; `input` is JSON text, perhaps broken. */
export interface RequestedCall {
  readonly id: string;
  readonly name: string;
  readonly input: string;
}

/** What one message says about its calls: whole calls, or one piece of one. */
interface CallPiece {
  readonly id: string;
  readonly name: string | undefined;
  readonly input: string;
  readonly isWhole: boolean;
}

/** The calls of a whole message. */
export function requestedCalls(message: ApprovalRequestMessage): RequestedCall[] {
  const calls = new Map<string, RequestedCall>();
  collectCalls(calls, message);
  return [...calls.values()];
}

/** Adds what a message says to the calls it is about: the name is said once or each time, the input grows. */
export function collectCalls(
  calls: Map<string, RequestedCall>,
  message: ApprovalRequestMessage | ToolCallMessage,
): void {
  for (const { id, name, input, isWhole } of callPieces(message)) {
    const known = calls.get(id);
    const before = isWhole ? '' : (known?.input ?? '');
    calls.set(id, { id, name: name || known?.name || '', input: before + input });
  }
}

/**
 * The calls or pieces of a message: `tool_calls` is an array (whole steps), one delta (token streams), null or absent; then
 * only the deprecated `tool_call` is there. What has no id cannot be answered and is skipped.
 */
function callPieces({ tool_calls, tool_call }: ApprovalRequestMessage | ToolCallMessage): CallPiece[] {
  const isWhole = Array.isArray(tool_calls);
  const pieces = isWhole ? tool_calls : [tool_calls ?? tool_call];
  return pieces.flatMap((piece) => {
    const id = piece?.tool_call_id;
    return id ? [{ id, name: piece.name ?? undefined, input: piece.arguments ?? '', isWhole }] : [];
  });
}

/**
 * The id of a call within a turn. Letta forwards a model's call ids unchanged, and some models repeat an id in a later round
 * of a turn (0.16.8); the bridge would answer it with the first call's result. A repeated id gets the round's run appended.
 */
export function callIdInRun(id: string, runId: string): string {
  return `${id}@${runId}`;
}

/** The id by which the server knows a call of this run. */
export function serverCallId(id: string, runId: string): string {
  const suffix = callIdInRun('', runId);
  return id.endsWith(suffix) ? id.slice(0, -suffix.length) : id;
}
