import type { PlacedEvent } from './record.ts';

/** Returns whether the replica that reported the last event dies there: while its tool runs, or after the client's answers arrived. */
export function isTimeToKill(events: readonly PlacedEvent[]): boolean {
  const last = events.at(-1);
  const own = events.filter(({ agent }) => agent === last?.agent);
  if (own.some(({ what }) => what === 'kill')) return false;
  if (last?.agent === 'LangGraph agent') return last.what === 'server tool';
  return last?.what === 'model' && own.some(({ what, tool }) => what === 'server tool' && tool === 'close_books');
}
