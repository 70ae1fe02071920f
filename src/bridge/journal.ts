import { ToolferryError } from '../errors.js';
import { canonical } from '../result/canonical.js';
import type { Answer, PendingCall } from '../types.js';

const maxRepeats = 3;

interface Entry {
  readonly asked: string;
  readonly answer: Answer;
  repeats: number;
}

/** What one run has answered, by call id: an answered call gets its answer again, and nothing runs twice. */
export type Journal = Map<string, Entry>;

/** The calls that are not answered yet. Throws before anything runs if an id is missing, double or means something else now. */
export function unanswered(journal: Journal, calls: readonly PendingCall[]): PendingCall[] {
  const ids = new Set<string>();
  for (const call of calls) {
    if (typeof call.id !== 'string' || call.id === '') throw conflict(call, 'has no id');
    if (ids.has(call.id)) throw conflict(call, 'is pending twice');
    ids.add(call.id);
    checkRepeat(call, journal.get(call.id));
  }
  return calls.filter((call) => !journal.has(call.id));
}

export function record(journal: Journal, call: PendingCall, answer: Answer): void {
  journal.set(call.id, { asked: fingerprint(call), answer, repeats: 0 });
}

function checkRepeat(call: PendingCall, entry: Entry | undefined): void {
  if (entry === undefined) return;
  if (entry.asked !== fingerprint(call)) throw conflict(call, 'was answered before with another name or input');
  entry.repeats += 1;
  if (entry.repeats > maxRepeats) {
    const message = `The server asked for "${call.name}" (call ${call.id}) ${maxRepeats} more times after it was answered.`;
    throw new ToolferryError('call_repeated', message, { data: { callId: call.id } });
  }
}

function fingerprint({ name, input, ask }: PendingCall): string {
  return canonical([name, input, ask]);
}

function conflict(call: PendingCall, what: string): ToolferryError {
  return new ToolferryError(
    'call_conflict',
    `The call ${call.id} of "${call.name}" ${what}. Nothing of this round was run.`,
    {
      data: { callId: call.id },
    },
  );
}
