import type { ApprovalRequestMessage, ToolCallMessage } from '@letta-ai/letta-client/resources/agents/messages';

/** A call as the model requested it; `input` is JSON text, perhaps invalid. */
export interface RequestedCall {
  readonly id: string;
  readonly name: string;
  readonly input: string;
}

/** A whole call of a message, or one piece of a call. */
interface CallPiece {
  readonly id: string;
  readonly name: string | undefined;
  readonly input: string;
  readonly isWhole: boolean;
}

/** Returns the calls of a whole message. */
export function requestedCalls(message: ApprovalRequestMessage): RequestedCall[] {
  const calls = new Map<string, RequestedCall>();
  collectCalls(calls, message);
  return [...calls.values()];
}

/** Adds a message to its calls. The name comes once or with each piece; the input is appended. */
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
 * Returns the calls or pieces of a message: `tool_calls` is an array (whole steps), one delta (token streams), null or absent.
 * If it is null or absent, only the deprecated `tool_call` is set. A call without an id cannot be answered and is skipped.
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
 * Returns the id for a repeated call id of a turn. Letta forwards a model's call ids unchanged, and some models repeat an id
 * in a later round of a turn (0.16.8). The bridge would answer it with the first call's result, so it gets the run appended.
 */
export function callIdInRun(id: string, runId: string): string {
  return `${id}@${runId}`;
}

/** Returns the id that identifies a call of this run on the server. */
export function serverCallId(id: string, runId: string): string {
  const suffix = callIdInRun('', runId);
  return id.endsWith(suffix) ? id.slice(0, -suffix.length) : id;
}
