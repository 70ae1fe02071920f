import { nearName } from '../near-name.js';
import { issueIf } from '../schema/issue-if.js';
import type { DefinitionIssue } from '../types.js';
import { isObject } from '../unknown.js';
import { definitionMembers } from './definition.js';

const names: readonly string[] = [
  ...definitionMembers,
  'handler',
  'validate',
  'needsApproval',
  'idempotent',
  'lookUpOutcome',
];

/** What to use for tools of another kind. */
export const convert = 'framework tools need fromLangChainTools() or fromAISDKTools()';

/**
 * Reports each field that stands in place of one of a client tool's, and would have no effect. All other fields are the author's
 * own.
 */
export function checkFields(tool: unknown): DefinitionIssue[] {
  if (!isObject(tool)) return [];
  return Object.keys(tool).flatMap((field) => {
    const meant = names.includes(field) ? field : (nearName(field, names) ?? otherName(field));
    if (meant === undefined || tool[meant] !== undefined || tool[field] === undefined) return [];
    // Only a function is a mistake there: `run: 'nightly'`, `validated: true` and `handlers: {}` are the author's own.
    const isOwn = ['handler', 'validate'].includes(meant) && typeof tool[field] !== 'function';
    return issueIf(!isOwn, field, `is called ${meant} here; ${convert}`);
  });
}

/** Returns the field that another library calls so. */
function otherName(name: string): string | undefined {
  if (/^(execute|func|run)$/.test(name)) return 'handler';
  return /^(args|parameters|schema)$/.test(name) ? 'inputSchema' : undefined;
}
