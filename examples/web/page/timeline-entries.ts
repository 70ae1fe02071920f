/** The entries of the timeline, as JSON, made of the events of a run. */
import type { AgentEvent, RunEvent, ToolCall, ToolResult } from 'toolferry';

export type Entry = TextEntry | CallEntry;

export interface TextEntry {
  readonly from: 'user' | 'model' | 'notice';
  readonly id: string;
  readonly text: string;
}

export interface CallEntry {
  readonly from: 'call';
  /** The id of the call. */
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  /** Absent until the call has ended. */
  readonly result?: Pick<ToolResult, 'output' | 'error'>;
}

/** Returns the entries with what an event of the run adds. */
export function addEvent(entries: readonly Entry[], event: RunEvent): readonly Entry[] {
  if (event.type === 'backend') return addAgentEvent(entries, event.event as AgentEvent);
  if (event.type === 'call-started') return addStart(entries, event.call);
  if (event.type === 'call-finished') return addResult(entries, event.result);
  return entries;
}

/** Returns the entries with a notice of the page, unless it is the last one already. */
export function addNotice(entries: readonly Entry[], text: string): readonly Entry[] {
  const last = entries.at(-1);
  if (last?.from === 'notice' && last.text === text) return entries;
  return [...entries, { from: 'notice', id: crypto.randomUUID(), text }];
}

function addAgentEvent(entries: readonly Entry[], event: AgentEvent): readonly Entry[] {
  switch (event.type) {
    case 'text':
      return addText(entries, event.text);
    case 'tool-call':
      return addCall(entries, event.call);
    case 'tool-result':
      return addResult(entries, event.result);
    default:
      return entries;
  }
}

function addText(entries: readonly Entry[], text: string): readonly Entry[] {
  const last = entries.at(-1);
  if (last?.from !== 'model') return [...entries, { from: 'model', id: crypto.randomUUID(), text }];
  return [...entries.slice(0, -1), { ...last, text: last.text + text }];
}

/** A call that is safe to repeat may have been cut off before its result was recorded: it runs again. */
function addStart(entries: readonly Entry[], call: ToolCall): readonly Entry[] {
  const withoutResult = (entry: Entry): Entry => {
    if (entry.from !== 'call' || entry.id !== call.id) return entry;
    const { result: _, ...rest } = entry;
    return rest;
  };
  return addCall(entries.map(withoutResult), call);
}

/** The agent reports a call, and then the page that runs it. */
function addCall(entries: readonly Entry[], { id, name, input }: ToolCall): readonly Entry[] {
  const isKnown = entries.some((entry) => entry.id === id);
  return isKnown ? entries : [...entries, { from: 'call', id, name, input }];
}

function addResult(entries: readonly Entry[], { toolCallId, output, error }: ToolResult): readonly Entry[] {
  return entries.map((entry) =>
    entry.from === 'call' && entry.id === toolCallId
      ? { ...entry, result: { output, ...(error && { error }) } }
      : entry,
  );
}
