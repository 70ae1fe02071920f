import { addAbortListener } from '../async/abort-signal.js';
import { notify } from '../async/notify.js';
import type { ApprovalRequest, Approve, Decision } from '../types.js';

/** A request for approval that a user interface shows. Its call is exactly what will run if the answer is yes. */
export type PendingApproval = Omit<ApprovalRequest, 'signal'>;

/** The requests for approval that wait for a person. Any user interface can show them. */
export interface ApprovalQueue {
  /** Pass it to `createBridge({ approve })`. */
  readonly approve: Approve;
  /** Returns the requests nobody has decided, the oldest first: the same array until one is added or removed. */
  pending(): readonly PendingApproval[];
  /** Calls the listener whenever `pending()` has changed, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /**
   * Decides a request of `pending()`, the very object that was shown. Returns false, and decides nothing, if it does not wait any
   * more: it was decided, or its call was aborted.
   */
  decide(request: PendingApproval, decision: Decision): boolean;
}

/**
 * Creates a queue of requests for approval, for a page or another user interface. What waits is in memory: where approvals
 * have to outlive the page or process, `approve` returns `'later'`.
 *
 * @example
 * ```ts
 * import { createApprovalQueue, createBridge } from 'toolferry';
 *
 * const approvals = createApprovalQueue();
 * export const bridge = createBridge({ tools: [], approve: approvals.approve });
 * approvals.subscribe(() => {
 *   for (const { call, reason } of approvals.pending()) console.log(`Run ${call.name}? Reason: ${reason}`);
 * });
 * export const yesToFirst = () => approvals.pending().slice(0, 1).map((request) => approvals.decide(request, true));
 * ```
 */
export function createApprovalQueue(): ApprovalQueue {
  const listeners = new Set<() => void>();
  const deciders = new Map<PendingApproval, (decision: Decision) => void>();
  let pending: readonly PendingApproval[] = [];
  const changed = (): void => {
    pending = [...deciders.keys()];
    for (const listener of listeners) void notify(listener);
  };
  const decide = (request: PendingApproval, decision: Decision): boolean => {
    const decider = deciders.get(request);
    if (decider === undefined) return false;
    deciders.delete(request);
    decider(decision);
    changed();
    return true;
  };
  return {
    approve({ signal, ...request }) {
      return new Promise((resolve) => {
        deciders.set(request, resolve);
        addAbortListener(signal, () => void decide(request, false));
        changed();
      });
    },
    pending: () => pending,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    decide,
  };
}
