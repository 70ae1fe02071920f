import type { ConversationState } from './conversation.ts';
import { useOnline } from './use-online.ts';
import { useWaiting } from './use-waiting.ts';

interface Props {
  readonly conversation: ConversationState;
  stop(): void;
}

/** Says what the open turn waits for, and stops it. */
export function TurnStatus({ conversation, stop }: Props) {
  const isOnline = useOnline();
  const waitsForUser = useWaiting().length > 0;
  const { turn, phase } = conversation;
  return (
    <div className="turn">
      <p role="status">{textOf(phase, isOnline, waitsForUser)}</p>
      <button type="button" onClick={stop} aria-disabled={turn === undefined}>
        Stop
      </button>
    </div>
  );
}

function textOf(phase: ConversationState['phase'], isOnline: boolean, waitsForUser: boolean): string {
  if (phase === undefined) return isOnline ? 'Ready.' : 'Offline.';
  if (phase === 'elsewhere') return 'Waits for another tab.';
  if (!isOnline) return 'Offline, continues when back.';
  if (phase === 'retrying') return 'The server did not answer: the same run is tried again.';
  return waitsForUser ? 'Waits for you.' : 'The agent works.';
}
