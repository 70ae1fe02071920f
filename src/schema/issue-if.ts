import type { DefinitionIssue } from '../types.js';

/** Returns one issue if something is wrong, none if not, so that checks can be spread into a list. */
export function issueIf(isWrong: boolean, path: string, message: string): DefinitionIssue[] {
  return isWrong ? [{ path, message }] : [];
}
