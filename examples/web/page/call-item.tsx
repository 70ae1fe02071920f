import { bridge } from './bridge.ts';
import { CallRequest } from './call-request.tsx';
import { useHandlerRuns } from './handler-runs.ts';
import type { Phase } from './run-turn.ts';
import type { CallEntry } from './timeline-entries.ts';
import { useOnline } from './use-online.ts';
import { useWaiting } from './use-waiting.ts';

interface Props {
  readonly entry: CallEntry;
  readonly phase: Phase | undefined;
}

/** Shows a call: where it runs, what it waits for, how it ended. */
export function CallItem({ entry, phase }: Props) {
  const isHere = bridge.tools.get(entry.name) !== undefined;
  const status = useStatus(entry, isHere, phase);
  const { id, name, input, result } = entry;
  const runs = useHandlerRuns(id);
  return (
    <li className={`call ${status.kind}`} tabIndex={-1}>
      <p>
        <span className="place">{isHere ? 'This page' : 'Server'}</span> <code>{name}</code>
      </p>
      {hasMembers(input) && <code className="quiet">{textOf(input)}</code>}
      <p className="status">
        {status.text}
        {isHere && runs > 0 && (
          <span className="quiet"> · handler started {runs === 1 ? 'once' : `${runs} times`}</span>
        )}
      </p>
      {result && <p className="result">{result.error?.message ?? textOf(result.output)}</p>}
      <CallRequest toolCallId={id} />
    </li>
  );
}

interface Status {
  readonly kind: 'waits' | 'runs' | 'done' | 'failed' | 'unknown';
  readonly text: string;
}

function useStatus({ id, result }: CallEntry, isHere: boolean, phase: Phase | undefined): Status {
  const isOnline = useOnline();
  const waitsForUser = useWaiting().includes(id);
  if (result?.error?.code === 'outcome_unknown') return { kind: 'unknown', text: 'outcome unknown' };
  if (result?.error?.code === 'denied') return { kind: 'failed', text: 'refused' };
  if (result?.error?.code === 'aborted') return { kind: 'failed', text: 'stopped' };
  if (result) return result.error ? { kind: 'failed', text: 'failed' } : { kind: 'done', text: 'done' };
  if (phase === undefined) return { kind: 'failed', text: 'stopped' };
  if (phase === 'elsewhere' && isHere) return { kind: 'waits', text: 'waits for another tab' };
  if (waitsForUser) return { kind: 'waits', text: 'waits for you' };
  if (isHere) return { kind: 'runs', text: 'runs' };
  return isOnline ? { kind: 'runs', text: 'runs' } : { kind: 'waits', text: 'offline, continues when back' };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function hasMembers(input: unknown): boolean {
  return typeof input === 'object' && input !== null && Object.keys(input).length > 0;
}
