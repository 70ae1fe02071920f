import type { ClientTool } from '../types.js';

const mark = Symbol.for('toolferry.starts-run');

/** Marks a tool whose call is a whole run of its own (code with pauses, an agent's turn): no default time-out applies. */
export function markStartsRun<Tool extends ClientTool>(tool: Tool): Tool {
  return Object.defineProperty(tool, mark, { value: true });
}

export function startsRun(tool: object): boolean {
  return mark in tool;
}
