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
  /** The page has lost the server, or was loaded again, since the call. */
  readonly isBeforeNotice: boolean;
}

/** Shows a call: where it runs, what it waits for, how it ended. */
export function CallItem({ entry, phase, isBeforeNotice }: Props) {
  const isHere = bridge.tools.get(entry.name) !== undefined;
  const isCutOff = phase === undefined || (isBeforeNotice && !isHere);
  const status = useStatus(entry, { isHere, isCutOff, phase });
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
        {isHere && runs > 0 && <span className="quiet"> · started {runs === 1 ? 'once' : `${runs} times`}</span>}
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

interface Circumstances {
  readonly isHere: boolean;
  /** The call has no result, and gets one only if its server has continued it. */
  readonly isCutOff: boolean;
  readonly phase: Phase | undefined;
}

function useStatus({ id, result }: CallEntry, { isHere, isCutOff, phase }: Circumstances): Status {
  const isOnline = useOnline();
  const waitsForUser = useWaiting().includes(id);
  if (result?.error?.code === 'outcome_unknown') return { kind: 'unknown', text: 'outcome unknown' };
  if (result?.error?.code === 'denied') return { kind: 'failed', text: 'refused' };
  if (result?.error?.code === 'aborted') return { kind: 'failed', text: 'stopped' };
  if (result) return result.error ? { kind: 'failed', text: 'failed' } : { kind: 'done', text: 'done' };
  if (isCutOff) return { kind: 'failed', text: 'cut off' };
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
