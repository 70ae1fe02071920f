import { ToolferryError } from '../../errors.js';

/** langchain 1.5 takes a call of such a tool for structured output: it is never run, and the agent ends. */
const reservedPrefix = 'extract-';

export function refuseReservedNames(visible: readonly string[]): void {
  const names = visible.filter((name) => name.startsWith(reservedPrefix));
  if (names.length === 0) return;
  const message = `LangChain never runs tools whose name starts with "${reservedPrefix}": rename ${names.join(', ')}.`;
  throw new ToolferryError('invalid_tool', message, { data: { names } });
}
