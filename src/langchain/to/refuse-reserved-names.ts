import { ToolferryError } from '../../errors.js';

/** langchain 1.5 mistakes a call of such a tool for structured output: the tool is never run, and the agent ends. */
const reservedPrefix = 'extract-';

/** Throws a ToolferryError `invalid_tool` if a visible name has the reserved prefix. */
export function refuseReservedNames(visibleNames: readonly string[]): void {
  const names = visibleNames.filter((name) => name.startsWith(reservedPrefix));
  if (names.length === 0) return;
  const message = `LangChain never runs tools whose name starts with "${reservedPrefix}": rename ${names.join(', ')}.`;
  throw new ToolferryError('invalid_tool', message, { data: { names } });
}
