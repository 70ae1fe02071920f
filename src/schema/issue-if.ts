import type { DefinitionIssue } from '../types.js';

/** One issue where something is wrong, none where it is not: for lists of checks. */
export function issueIf(isWrong: boolean, path: string, message: string): DefinitionIssue[] {
  return isWrong ? [{ path, message }] : [];
}
