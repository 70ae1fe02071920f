import type { ClientTool } from '../types.js';

/** Enumerable on purpose: a decorator's `{ ...tool, handler }` keeps it. */
const mark = Symbol.for('toolferry.starts-run');

/** Marks a tool whose call is a whole run of its own (code with pauses, an agent's turn): no default time-out applies. */
export function markStartsRun(tool: ClientTool): ClientTool {
  return { ...tool, [mark]: true } as ClientTool;
}

export function startsRun(tool: object): boolean {
  return mark in tool;
}
