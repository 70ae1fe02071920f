/** Runs the tools of this page: each call once, in all tabs and after a reload. */
import { createApprovalQueue, createBridge } from 'toolferry';
import { createJournal, indexedDBStore } from 'toolferry/journal';
import { clientTools } from './client-tools.ts';
import { counted } from './handler-runs.ts';

/** The calls that wait for a yes or no. `approval-dialog.tsx` shows them. */
export const approvals = createApprovalQueue();

const journal = createJournal(indexedDBStore());
// Deletes the runs that ended more than seven days ago.
journal.open().catch(console.error);

export const bridge = createBridge({
  tools: clientTools.map(counted),
  approve: approvals.approve,
  journal,
  // A person may take any time.
  timeoutMs: Number.POSITIVE_INFINITY,
});
