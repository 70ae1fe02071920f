/**
 * A page whose tools run in the page, for agents that run on a server. `npm run demo:web -- --serve` serves it, and prints its address.
 *
 * - `client-tools.ts`: the tools; `bridge.ts`: the bridge with its journal and its queue of approvals.
 * - `run-turn.ts`: one run under a key, continued after a reload, an offline time or the death of a server.
 * - `stored-conversation.ts`: what the page keeps; `conversation.ts` and `conversation-changes.ts`: what happens to it;
 *   `use-conversation.ts`: its hook.
 * - `timeline.tsx` and the other components: what runs where, and what waits for whom.
 * - `../server`: the agents. Their models are scripts: `../server/models.ts` shows how to use real ones.
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
