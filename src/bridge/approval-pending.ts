import { ToolferryError } from '../errors.js';
import type { Answer, Pause } from '../types.js';
import type { Waiting } from './late-approval.js';

/** Returns the error of a run that waits for approvals: its pause has the answers to all other calls. */
export function approvalPending(pause: Pause, answers: readonly (Answer | Waiting)[]): ToolferryError {
  const marks = new Map(answers.flatMap((each) => ('waiting' in each ? [[each.toolCallId, each.waiting]] : [])));
  const calls = pause.calls.map(({ waiting: _, ...call }) => ({ ...call, waiting: marks.get(call.id) }));
  const names = calls.flatMap(({ name, waiting }) => (waiting ? [`"${name}"`] : []));
  const data = { pause: { ...pause, calls, answers: answers.filter((answer) => !('waiting' in answer)) } };
  const message = `The run waits for the approval of ${names.join(', ')}. Pass data.pause to resume() with the decisions.`;
  return new ToolferryError('approval_pending', message, { data });
}
