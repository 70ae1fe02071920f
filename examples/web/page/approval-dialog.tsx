import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { PendingApproval } from 'toolferry';
import { approvals } from './bridge.ts';

/** Asks about the call that has waited longest. Escape refuses. */
export function ApprovalDialog() {
  const [request] = useSyncExternalStore(approvals.subscribe, approvals.pending);
  return request && <Question key={request.call.id} request={request} />;
}

function Question({ request }: { readonly request: PendingApproval }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const decide = (approved: boolean) => void approvals.decide(request, approved);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Gives the focus back.
    return () => element?.close();
  }, []);
  const { call, reason } = request;
  return (
    <dialog ref={dialog} aria-labelledby="question" aria-describedby="call" onCancel={() => decide(false)}>
      <h2 id="question">
        Run <code>{call.name}</code> in this page?
      </h2>
      <div id="call">
        <p>Exactly this will run:</p>
        <pre>{JSON.stringify(call.input, null, 2)}</pre>
        {reason && <p className="quiet">{reason}</p>}
      </div>
      <div className="buttons">
        <button type="button" onClick={() => decide(false)}>
          Refuse
        </button>
        <button type="button" className="primary" onClick={() => decide(true)}>
          Approve
        </button>
      </div>
    </dialog>
  );
}
