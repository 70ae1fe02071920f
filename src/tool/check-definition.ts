import { checkSchema, isLarger } from '../schema/check-schema.js';
import { issueIf } from '../schema/issue-if.js';
import { isObject } from '../schema/walk.js';
import type { DefinitionCheck, DefinitionIssue, ToolDefinition } from '../types.js';
import { hiddenCharacter, withoutHiddenCharacters } from './hidden-characters.js';
import { toolName } from './tool-name.js';

const maxDescriptionBytes = 16 * 1024;
const hasHidden = 'contains hidden characters';
const mustBeText = 'must be a text';

/**
 * Looks at a definition once, as registration does, and tells all that is wrong with it. Compiles nothing, changes nothing.
 *
 * @returns `refused`: patterns that are no regular expression under the `u` flag, references without target or progress,
 * a root type that excludes objects, more than 256 KiB, 100 levels, 20,000 nodes or 16 KiB of description, hidden
 * characters. `reported`: types that JSON Schema does not know, OpenAPI's `nullable`.
 * @example
 * ```ts
 * import { checkDefinition } from 'toolferry';
 *
 * const { refused } = checkDefinition({
 *   name: 'find',
 *   description: 'Find a file',
 *   inputSchema: { type: 'object', properties: { name: { type: 'string', pattern: '[' } } },
 * });
 * console.log(refused[0]?.path); // inputSchema/properties/name/pattern
 * ```
 */
export function checkDefinition({ name, namespace = '', description, inputSchema }: ToolDefinition): DefinitionCheck {
  const { refused, reported } = isObject(inputSchema)
    ? checkSchema(inputSchema)
    : { refused: issueIf(true, '', 'must be a JSON Schema object'), reported: [] };
  return {
    refused: [...checkName(name, namespace), ...checkDescription(description), ...refused.map(inSchema)],
    reported: reported.map(inSchema),
  };
}

function checkName(name: unknown, namespace: unknown): DefinitionIssue[] {
  if (typeof name !== 'string' || name === '') return issueIf(true, 'name', `${mustBeText} that is not empty`);
  if (typeof namespace !== 'string') return issueIf(true, 'namespace', mustBeText);
  const isPrototype = [name, namespace, toolName({ name, namespace })].includes('__proto__');
  return [
    ...issueIf(isPrototype, 'name', '__proto__ is no name'),
    ...issueIf(hiddenCharacter.test(name), 'name', hasHidden),
    ...issueIf(hiddenCharacter.test(namespace), 'namespace', hasHidden),
  ];
}

function checkDescription(description: unknown): DefinitionIssue[] {
  if (typeof description !== 'string') return issueIf(true, 'description', mustBeText);
  return [
    ...issueIf(isLarger(description, maxDescriptionBytes), 'description', 'is longer than 16 KiB'),
    ...issueIf(withoutHiddenCharacters(description) !== description, 'description', hasHidden),
  ];
}

function inSchema({ path, message }: DefinitionIssue): DefinitionIssue {
  return { path: `inputSchema${path}`, message };
}
