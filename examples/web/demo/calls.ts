/** Reads from the page what became of its calls. */
import type { Page } from 'playwright-core';
import type { Agent, Conversation } from '../page/stored-conversation.ts';

export interface PageCall {
  readonly agent: Agent;
  readonly scene: string;
  readonly id: string;
  readonly tool: string;
  /** The number of times its handler started. */
  readonly runs: number;
  /** `done`, the code of its failure, or `open`. */
  readonly outcome: string;
}

/** Returns the calls of a conversation whose handlers are in the page. */
export async function readCalls(page: Page, agent: Agent, scene: string): Promise<PageCall[]> {
  const stored = await page.evaluate(() => ({ ...localStorage }) as Record<string, string>);
  const { timeline }: Conversation = JSON.parse(stored[`conversation ${agent}`] ?? '{"timeline":[]}');
  return timeline.flatMap((entry) => {
    if (entry.from !== 'call' || entry.name === 'weather') return [];
    const { id, name: tool, result } = entry;
    const runs = Object.keys(stored).filter((key) => key.startsWith(`handler-run ${id} `)).length;
    return [{ agent, scene, id, tool, runs, outcome: result ? (result.error?.code ?? 'done') : 'open' }];
  });
}

/** Returns a table of what each handler did. */
export function callTable(calls: readonly PageCall[]): string {
  const handlers = unique(calls.map(({ agent, tool }) => JSON.stringify([agent, tool]))).toSorted();
  const rows = handlers.map((handler) => {
    const [agent, tool]: [Agent, string] = JSON.parse(handler);
    const own = calls.filter((call) => call.agent === agent && call.tool === tool);
    const times = (outcome: string) => own.filter((call) => call.outcome === outcome).length;
    const outcomes = unique(own.map(({ outcome }) => outcome))
      .toSorted()
      .map((outcome) => `${times(outcome)} ${outcome}`);
    const runs = own.map((call) => call.runs);
    const sum = runs.reduce((total, count) => total + count, 0);
    return [agent, tool, `${own.length}`, `${sum}`, `${Math.max(...runs)}`, outcomes.join(', ')];
  });
  const table = [['agent', 'handler', 'calls', 'runs', 'most for one call', 'outcomes'], ...rows];
  const width = (column: number) => Math.max(...table.map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(width(column))).join('  ');
  return table.map((row) => line(row).trimEnd()).join('\n');
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}

/** The scenes in which calls that are safe to repeat are cut off, and run again. */
export const reloaded = 'reloaded while it waits for the user';
export const closed = 'closed while a second tab waits';

/** Returns what is wrong with the calls. */
export function problemsOf(calls: readonly PageCall[]): string[] {
  const agents: readonly Agent[] = ['langgraph', 'ai-sdk'];
  const mayRepeat = ({ scene, tool }: PageCall) => [reloaded, closed].includes(scene) && tool === 'pick_file';
  const doubled = calls.filter((call) => call.runs > 1 && !mayRepeat(call));
  const open = calls.filter(({ outcome }) => outcome === 'open');
  const withoutUnknown = agents.filter(
    (agent) => !calls.some((call) => call.agent === agent && call.tool === 'save_note' && isUnknown(call)),
  );
  return [
    ...doubled.map(
      ({ agent, scene, tool, runs }) => `${agent}, ${scene}: the handler of a call of ${tool} ran ${runs} times`,
    ),
    ...open.map(({ agent, scene, tool }) => `${agent}, ${scene}: a call of ${tool} has no answer`),
    ...withoutUnknown.map((agent) => `${agent}: no call of save_note that ran once was answered outcome_unknown`),
  ];
}

function isUnknown({ outcome, runs }: PageCall): boolean {
  return outcome === 'outcome_unknown' && runs === 1;
}
