import type { PlacedEvent } from './record.ts';

/** Returns why the replica that has just reported an event is killed there: once for each agent. */
export function reasonToKill(events: readonly PlacedEvent[]): string | undefined {
  const last = events.at(-1);
  const own = events.filter(({ agent }) => agent === last?.agent);
  if (own.some(({ what }) => what === 'kill')) return undefined;
  if (last?.agent === 'LangGraph agent' && last.what === 'server tool') return 'in the middle of its tool';
  const isAnswered = own.some(({ what, tool }) => what === 'server tool' && tool === 'book_room');
  if (last?.agent === 'AI SDK agent' && last.what === 'model' && isAnswered)
    return 'after the answers of the client arrived';
  return undefined;
}
