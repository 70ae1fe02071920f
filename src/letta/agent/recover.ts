import { createBridge } from '../../bridge/create-bridge.js';
import { ToolferryError } from '../../errors.js';
import type { Bridge, Journal, PendingCall, RunBackend, RunOptions } from '../../types.js';
import type { Conversation } from '../rest/conversation.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import { whenIdle } from '../rest/send-request.js';
import { shortPatienceMs, waitUntilIdle } from '../rest/wait-until-idle.js';
import type { LettaTurn } from '../turn.js';
import type { LettaRequest } from './backend.js';
import { toPause } from './pause.js';
import { findRecorded } from './recorded-run.js';

/** How to treat pending calls of a stopped client: deny them, run them here, or reject with an error. */
export type LettaOrphans = 'deny' | 'execute' | 'error';

export interface LettaRecovery {
  /** The pending calls that were found; usually none. */
  readonly calls: readonly PendingCall[];
  /** The turn that followed their answers, if there were any. */
  readonly turn?: LettaTurn;
}

export interface RecoveryContext {
  readonly conversation: Conversation;
  readonly backend: RunBackend<LettaRequest, LettaTurn>;
  readonly served: Bridge;
  readonly fields: LettaRequestFields;
  readonly journal: Journal | undefined;
}

/** The model must not read this as the user's decision. */
const reason =
  'the client that should have run this call has stopped; the user did not decide about it. Call it again if it is still needed';
/** After a denial the model continues, and may call the server's gated tools again. */
const maxRounds = 5;

/**
 * Waits until the agent has processed the stopped client's messages, finds the calls that are pending then, and clears them.
 * They are in the last message that the agent has in context.
 */
export async function recover(
  { conversation, backend, served, fields, journal }: RecoveryContext,
  orphans: LettaOrphans,
  options: RunOptions,
): Promise<LettaRecovery> {
  // A run that lost its client may still be active, and call a tool later.
  const waiting = await whenIdle(conversation, options.signal, async () => {
    await waitUntilIdle(conversation, options.signal, shortPatienceMs);
    return conversation.waiting();
  });
  if (waiting === undefined) return { calls: [] };
  const isClientTool = (name: string): boolean => served.tools.get(name) !== undefined;
  const pause = toPause(conversation, { ...waiting, fields }, orphans === 'deny' ? () => false : isClientTool);
  const { calls } = pause;
  if (orphans === 'error') {
    const names = calls.map(({ name }) => name).join(', ');
    const message = `Calls of ${names} wait for results that were never sent. Use recover({ orphans: 'deny' }) or 'execute'.`;
    throw new ToolferryError('pending_approval', message, { data: { calls } });
  }
  const recorded = journal && (await findRecorded(journal, conversation, pause));
  if (orphans === 'execute') return { calls, turn: await served.resume(backend, recorded ?? pause, options) };
  // No tools are offered, so that the model cannot repeat a call that is denied.
  const denying = createBridge({ approve: () => ({ approved: false, reason }) });
  const turn = await denying.resume(backend, pause, { ...options, maxRounds });
  if (recorded) await journal.forget(recorded.key);
  return { calls, turn };
}
