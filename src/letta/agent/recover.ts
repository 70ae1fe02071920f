import { createBridge } from '../../bridge/create-bridge.js';
import { ToolferryError } from '../../errors.js';
import type { Bridge, PendingCall, RunBackend, RunOptions } from '../../types.js';
import type { Conversation } from '../rest/conversation.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import { untilIdle } from '../rest/until-idle.js';
import type { LettaTurn } from '../turn.js';
import type { LettaRequest } from './backend.js';
import { toPause } from './pause.js';

/** What becomes of calls that nobody answered: denied, run here now, or told as an error. */
export type LettaOrphans = 'deny' | 'execute' | 'error';

export interface LettaRecovery {
  /** The calls that were found waiting; none is the usual case. */
  readonly calls: readonly PendingCall[];
  /** What the agent did with their answers, if there were any. */
  readonly turn?: LettaTurn;
}

export interface Recovering {
  readonly conversation: Conversation;
  readonly backend: RunBackend<LettaRequest, LettaTurn>;
  readonly served: Bridge;
  readonly fields: LettaRequestFields;
}

/** The model is told that it was not the user who said no. */
const reason =
  'the client that should have run this call is gone; the user did not decide about it. Ask again if it is still needed';
/** A denial starts a model turn, which may ask the server's own gated tools again. */
const maxRounds = 5;

/**
 * Finds what a client that is gone left waiting, in the last message that the agent has in context, and clears it; once the
 * agent is done with what that client sent.
 */
export async function recover(
  { conversation, backend, served, fields }: Recovering,
  orphans: LettaOrphans,
  options: RunOptions,
): Promise<LettaRecovery> {
  // What lost its client may still work, and ask then.
  await untilIdle(conversation, options.signal);
  const waiting = await conversation.waiting();
  if (waiting === undefined) return { calls: [] };
  const isHere = (name: string): boolean => served.tools.get(name) !== undefined;
  const pause = toPause(conversation, { ...waiting, fields }, orphans === 'deny' ? () => false : isHere);
  const { calls } = pause;
  if (orphans === 'error') {
    const names = calls.map(({ name }) => name).join(', ');
    const message = `Calls of ${names} wait for results that nobody sent. Use recover({ orphans: 'deny' }) or 'execute'.`;
    throw new ToolferryError('pending_approval', message, { data: { calls } });
  }
  if (orphans === 'execute') return { calls, turn: await served.resume(backend, pause, options) };
  // Nothing is offered, so that the model cannot ask for the same again while it is told no.
  const denying = createBridge({ approve: () => ({ approved: false, reason }) });
  return { calls, turn: await denying.resume(backend, pause, { ...options, maxRounds }) };
}
