import { butHint, hintForTools } from './conversion-hint.js';

/** Throws a TypeError for tools that are not client tools, with what to use. */
export function refuseOthers(expected: string, tools: unknown): void {
  const hint = hintForTools(tools);
  if (hint !== undefined) throw new TypeError(`${expected}${butHint(hint)}`);
}
