import { nearName } from '../near-name.js';
import type { DefinitionIssue } from '../types.js';
import { isObject } from '../unknown.js';
import { definitionMembers } from './definition.js';

const names: readonly string[] = [...definitionMembers, 'handler', 'validate', 'needsApproval'];

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
    if (isFunction.test(meant) && typeof tool[field] !== 'function') return [];
    return [{ path: field, message: `is called ${meant} here; ${convert}` }];
  });
}

/** In place of these only a function is a mistake: `run: 'nightly'`, `validated: true` and `handlers: {}` are the author's own. */
const isFunction = /^(handler|validate)$/;

/** Returns the field that another library calls so. */
function otherName(name: string): string | undefined {
  if (/^(execute|func|run)$/.test(name)) return 'handler';
  return /^(args|parameters|schema)$/.test(name) ? 'inputSchema' : undefined;
}
