import { type CheckedSchema, checkSchema } from '../schema/check-schema.js';
import { issueIf } from '../schema/issue-if.js';
import { type Limits, readLimits, tooLong } from '../schema/limits.js';
import { reportDialect } from '../schema/report-dialect.js';
import type { DefinitionCheck, DefinitionIssue, DefinitionLimits, ToolDefinition } from '../types.js';
import { isObject } from '../unknown.js';
import { toolName } from './tool-name.js';

/** Control and bidirectional characters. Joiners are fine: emoji and Indic scripts need them. */
const hiddenCharacter = /[\p{Cc}\p{Bidi_Control}]/u;

/** The same in a description, which may have lines and tabs. */
const hiddenInText = /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}]/u;

const hasHidden = 'contains hidden characters';
const mustBeText = 'must be a text';

/**
 * Looks at a definition once, as registration does, and tells all that is wrong with it. Compiles nothing, changes nothing.
 *
 * @param limits Other limits than the defaults: 262,144 bytes, 100 levels and 20,000 values of schema, 16,384 bytes of each
 * description. `Infinity` is no limit; what is no number from 0 up is a TypeError.
 * @returns `refused`: patterns that are no regular expression under the `u` flag, references without target or progress,
 * a root type that excludes objects, what is over a limit, hidden characters. `reported`: types that JSON Schema does not
 * know, keywords of OpenAPI such as `nullable`; `normalizeSchema` of `toolferry/schema` turns them into JSON Schema.
 * @example
 * ```ts
 * import { checkDefinition } from 'toolferry';
 *
 * const { errors } = checkDefinition({
 *   name: 'find',
 *   description: 'Find a file',
 *   inputSchema: { type: 'object', properties: { name: { type: 'string', pattern: '[' } } },
 * });
 * console.log(errors[0]?.path); // inputSchema/properties/name/pattern
 * ```
 */
export function checkDefinition(definition: ToolDefinition, limits?: DefinitionLimits): DefinitionCheck {
  const { errors, schema } = readDefinition(definition, readLimits(limits));
  const places = schema?.walk.overLimit ? [] : [...(schema?.walk.schemas.values() ?? [])];
  return { errors, warnings: places.flatMap(reportDialect).map(inSchema) };
}

/** What refuses a definition, and its schema's parts. */
export function readDefinition(
  { name, namespace = '', description, inputSchema }: ToolDefinition,
  limits: Limits,
): { readonly errors: readonly DefinitionIssue[]; readonly schema: CheckedSchema | undefined } {
  const schema = isObject(inputSchema) ? checkSchema(inputSchema, limits) : undefined;
  const errors = schema?.errors ?? issueIf(true, '', 'must be a JSON Schema object');
  const text = [...checkName(name, namespace), ...checkDescription(description, limits)];
  return { errors: [...text, ...errors.map(inSchema)], schema };
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

function checkDescription(description: unknown, { descriptionBytes }: Limits): DefinitionIssue[] {
  if (typeof description !== 'string') return issueIf(true, 'description', mustBeText);
  return [
    ...tooLong(description, 'description', descriptionBytes),
    ...issueIf(hiddenInText.test(description), 'description', hasHidden),
  ];
}

function inSchema({ path, message }: DefinitionIssue): DefinitionIssue {
  return { path: `inputSchema${path}`, message };
}
