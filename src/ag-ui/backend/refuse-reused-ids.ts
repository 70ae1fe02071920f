import { ToolferryError } from '../../errors.js';
import { shortName } from '../../result/short-name.js';
import { canonical } from '../../schema/canonical.js';
import type { ToolCall } from '../../types.js';
import { isObject } from '../../unknown.js';
import { type FinishedRun, toCall } from './follow-run.js';
import type { AGUIMessage } from './wire-types.js';

/**
 * Throws `call_conflict` if a run calls an offered tool under the id of a call that was answered before it: the old result would
 * stand behind the new call, which nobody would run.
 */
export function refuseReusedIds(
  sent: readonly AGUIMessage[],
  { conversation, outcome }: FinishedRun,
  offered: ReadonlySet<string>,
): void {
  const answered = sent.flatMap(({ toolCallId }) => toolCallId ?? []);
  const before = new Map(sent.flatMap(({ toolCalls }) => toolCalls ?? []).map((call) => [call.id, call]));
  const listed = isObject(outcome) && Array.isArray(outcome.pendingToolCallIds) ? outcome.pendingToolCallIds : [];
  const pending = new Set<unknown>(listed);
  for (const id of answered) {
    const [old, now] = [before.get(id), conversation.call(id)];
    if (old === undefined || now === undefined || !offered.has(now.function.name)) continue;
    if (pending.has(id) || question(toCall(old)) !== question(toCall(now))) throw conflict(toCall(now));
  }
}

function question({ name, input }: ToolCall): string {
  return canonical([name, input]);
}

function conflict({ id, name }: ToolCall): ToolferryError {
  const message = `The AG-UI agent called "${shortName(name)}" under the id ${shortName(id)}, whose call has a result already. Nothing was run.`;
  return new ToolferryError('call_conflict', message, { data: { toolCallId: id } });
}
