import { AgentChoice, useAgent } from './agent-choice.tsx';
import { ApprovalDialog } from './approval-dialog.tsx';
import { MessageForm } from './message-form.tsx';
import { Timeline } from './timeline.tsx';
import { TurnStatus } from './turn-status.tsx';
import { useConversation } from './use-conversation.ts';

export function App() {
  const [agent, choose] = useAgent();
  const conversation = useConversation(agent);
  return (
    <>
      <header>
        <h1>Tools in the page</h1>
        <p>
          The agent runs on a server. Some of its tools run here, in this page. You see each call, and can refuse it.
        </p>
        <AgentChoice agent={agent} choose={choose} />
      </header>
      <main>
        <Timeline conversation={conversation} />
        <div className="bar">
          <TurnStatus conversation={conversation} stop={conversation.stop} />
          <MessageForm isBusy={conversation.turn !== undefined} send={conversation.send} />
        </div>
      </main>
      <ApprovalDialog />
    </>
  );
}
