import { log } from '../timeline.ts';
import type { DemoEvent } from './report.ts';

/** An event, where it happened, and the agent whose run it belongs to. */
export interface PlacedEvent {
  readonly agent: string;
  readonly where: string;
  readonly what: DemoEvent['what'] | 'kill';
  readonly text: string;
  readonly tool?: string;
}

/** Prints an event, and adds it to the others. */
export function recordEvent(events: PlacedEvent[], event: PlacedEvent): void {
  events.push(event);
  log(event.where, `${event.what.padEnd(11)}  ${event.text}`);
}

/** Returns a table of how often each handler started, and each approval was requested. */
export function countTable(events: readonly PlacedEvent[]): string {
  const places = new Map<string, string[]>();
  for (const { agent, what, tool, where } of events) {
    const key = JSON.stringify([agent, what, tool]);
    if (tool !== undefined) places.set(key, [...(places.get(key) ?? []), where]);
  }
  const rows = [...places].map(([key, where]): string[] => [...JSON.parse(key), `${where.length}`, where.join(', ')]);
  const table = [['agent', '', '', 'times', 'where'], ...rows];
  const width = (column: number) => Math.max(...table.map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(width(column))).join('  ');
  return table.map((row) => line(row).trimEnd()).join('\n');
}

const once = ['client tool read_calendar', 'client tool read_budget', 'approval book_room', 'server tool book_room'];

/** Returns the problems of an agent's run. Only `weather` may have run twice: it reads, and may have been cut off. */
export function problemsOf(agent: string, events: readonly PlacedEvent[]): string[] {
  const own = events.filter((event) => event.agent === agent);
  const times = (what: string) => own.filter((event) => `${event.what} ${event.tool}` === what).length;
  const problems = once.filter((what) => times(what) !== 1).map((what) => `${what}: ${times(what)} times`);
  if (times('server tool weather') === 0) problems.push('server tool weather: 0 times');
  if (!own.some(({ what }) => what === 'finished')) problems.push('the client has no answer');
  const onReplicas = own.filter(({ where }) => where.startsWith('replica'));
  const killed = onReplicas.find(({ what }) => what === 'kill')?.where;
  const last = onReplicas.at(-1)?.where;
  if (onReplicas.length > 0 && (killed === undefined || killed === last))
    problems.push(`killed was ${killed}, and the last one was ${last}`);
  return problems.map((problem) => `${agent}: ${problem}`);
}
