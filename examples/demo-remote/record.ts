import { log } from '../timeline.ts';
import type { DemoEvent } from './report.ts';

/** An event with its place, and the agent that it belongs to. */
export interface PlacedEvent extends Omit<DemoEvent, 'what'> {
  readonly agent: string;
  readonly where: string;
  readonly what: DemoEvent['what'] | 'kill';
}

/** The events of all processes, in the order in which they happened. */
export function createRecord() {
  const events: PlacedEvent[] = [];
  return {
    events,
    add(event: PlacedEvent): void {
      events.push(event);
      log(event.where, `${event.what.padEnd(11)}  ${event.text}`);
    },
  };
}

/** Returns a table of how often each handler started, and each approval was asked for. */
export function countTable(events: readonly PlacedEvent[]): string {
  const counted = Object.groupBy(events.filter(isCounted), ({ agent, what, tool }) =>
    JSON.stringify([agent, what, tool]),
  );
  const rows = Object.entries(counted).map(([key, found = []]): string[] => [
    ...JSON.parse(key),
    String(found.length),
    found.map(({ where }) => where).join(', '),
  ]);
  const all = [['agent', '', '', 'times', 'where'], ...rows];
  const width = (column: number) => Math.max(...all.map((row) => row[column]?.length ?? 0));
  return all.map((row) => row.map((cell, column) => cell.padEnd(width(column))).join('  ').trimEnd()).join('\n');
}

function isCounted({ tool }: PlacedEvent): boolean {
  return tool !== undefined;
}
