import { checkSchema, utf8Length } from '../schema/check-schema.js';
import { isObject } from '../schema/walk.js';
import type { DefinitionCheck, DefinitionIssue, ToolDefinition } from '../types.js';
import { toolName } from './tool-name.js';

const maxDescriptionBytes = 16 * 1024;
/** Control and bidirectional characters. Joiners are fine: emoji and Indic scripts need them. */
const hiddenInName = /[\p{Cc}\p{Bidi_Control}]/u;
/** A description may have lines and tabs. */
const hiddenInText = /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}]/u;

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
export function checkDefinition(definition: ToolDefinition): DefinitionCheck {
  const { name, namespace, description, inputSchema } = definition;
  const refused: DefinitionIssue[] = [...checkName(name, namespace), ...checkDescription(description)];
  if (!isObject(inputSchema))
    return { refused: [...refused, issue('inputSchema', 'must be a JSON Schema object')], reported: [] };
  const schema = checkSchema(inputSchema);
  return { refused: [...refused, ...schema.refused.map(inSchema)], reported: schema.reported.map(inSchema) };
}

function checkName(name: unknown, namespace: unknown): DefinitionIssue[] {
  if (typeof name !== 'string' || name === '') return [issue('name', 'must be a text that is not empty')];
  if (namespace !== undefined && typeof namespace !== 'string') return [issue('namespace', 'must be a text')];
  if ([name, namespace, toolName({ name, namespace })].includes('__proto__'))
    return [issue('name', '__proto__ is no name')];
  return [
    ...(hiddenInName.test(name) ? [issue('name', 'contains hidden characters')] : []),
    ...(hiddenInName.test(namespace ?? '') ? [issue('namespace', 'contains hidden characters')] : []),
  ];
}

function checkDescription(description: unknown): DefinitionIssue[] {
  if (typeof description !== 'string') return [issue('description', 'must be a text')];
  return [
    ...(utf8Length(description) > maxDescriptionBytes ? [issue('description', 'is longer than 16 KiB')] : []),
    ...(hiddenInText.test(description) ? [issue('description', 'contains hidden characters')] : []),
  ];
}

function inSchema({ path, message }: DefinitionIssue): DefinitionIssue {
  return issue(`inputSchema${path}`, message);
}

function issue(path: string, message: string): DefinitionIssue {
  return { path, message };
}
