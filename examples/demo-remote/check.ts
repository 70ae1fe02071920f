import type { PlacedEvent } from './record.ts';

const counts = [
  { what: 'client tool', tool: 'read_receipts', holds: (times: number) => times === 1, expected: 'once' },
  { what: 'client tool', tool: 'read_calendar', holds: (times: number) => times === 1, expected: 'once' },
  { what: 'approval', tool: 'close_books', holds: (times: number) => times === 1, expected: 'once' },
  { what: 'server tool', tool: 'close_books', holds: (times: number) => times === 1, expected: 'once' },
  { what: 'server tool', tool: 'exchange_rate', holds: (times: number) => times >= 1, expected: 'at least once' },
];

/** Returns what went wrong with an agent: a handler that ran twice or not at all, or a run that the other replica did not finish. */
export function problemsOf(agent: string, events: readonly PlacedEvent[]): string[] {
  const own = events.filter((event) => event.agent === agent);
  const wrong = counts.flatMap(({ what, tool, holds, expected }) => {
    const times = own.filter((event) => event.what === what && event.tool === tool).length;
    return holds(times) ? [] : [`${what} ${tool}: ${times} times, instead of ${expected}`];
  });
  const killed = own.filter(({ what }) => what === 'kill').map(({ where }) => where);
  const finishedBy = own.findLast(({ what }) => what === 'text')?.where;
  if (killed.length !== 1) wrong.push(`${killed.length} replicas were killed`);
  if (finishedBy === undefined || killed.includes(finishedBy)) wrong.push(`${finishedBy} finished the run`);
  if (!own.some(({ what }) => what === 'finished')) wrong.push('the client has no answer');
  return wrong.map((problem) => `${agent}: ${problem}`);
}
