import { errorMessage } from '../result/error-message.js';
import { type CheckedSchema, checkMeaning, checkSchema } from '../schema/check-schema.js';
import { issueIf } from '../schema/issue-if.js';
import { type Limits, readLimits, tooLong } from '../schema/limits.js';
import { reportDialect } from '../schema/report-dialect.js';
import type { ClientTool, DefinitionCheck, DefinitionIssue, DefinitionLimits, ToolDefinition } from '../types.js';
import { isObject } from '../unknown.js';
import { checkMetadata } from './check-metadata.js';
import { unchecked } from './marks.js';
import { toolName } from './tool-name.js';

/** Control and bidirectional characters. Joiners are allowed: emoji and Indic scripts need them. */
const hiddenCharacter = /[\p{Cc}\p{Bidi_Control}]/u;

/** Most descriptions have only printable ASCII characters, which are not inspected further. */
export const unusual: RegExp = /[^\n\r\t -~]/;

/** The same for a description, which may contain line breaks and tabs. */
const hiddenInDescription = /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}]/u;

const hasHidden = 'contains hidden characters';
const mustBeString = 'must be a string';

/**
 * Checks a definition as registration does, and returns every problem. Compiles nothing and changes nothing. A definition that
 * cannot be read is an error, too.
 *
 * @param limits Replaces defaults: 262,144 bytes, 100 levels and 20,000 values of a schema, 16,384 bytes of each
 * description, 512 bytes of each name. `Infinity` means no limit. Throws a TypeError for anything but a non-negative number.
 * @returns `errors`: patterns that are not valid regular expressions, references without a target or without progress (not
 * for a tool that has its own validator), a root type that excludes objects, exceeded limits, hidden characters, a misspelt
 * metadata key, metadata that is not JSON. `warnings`: other metadata keys that are not known, types that JSON Schema does not define, OpenAPI keywords
 * such as `nullable`, which `normalizeSchema` of `toolferry/schema` converts to JSON Schema; for a remote tool also the parts
 * of its schemas that were not understood and are not checked.
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
  const known = readLimits(limits);
  try {
    const { errors, schema } = readDefinition(definition, known);
    if (schema === undefined) return { errors, warnings: [] };
    const places = schema.walk.overLimit ? [] : [...schema.walk.schemas.values()];
    const { warnings } = checkMetadata(definition.metadata);
    const dialect = places.flatMap(reportDialect).map(inSchema);
    return { errors, warnings: [...warnings, ...dialect, ...(unchecked.of(definition) ?? [])] };
  } catch (error) {
    return { errors: unreadable(error), warnings: [] };
  }
}

/** Returns the errors of a definition, and its checked schema. Never throws, whatever the definition is. */
export function readDefinition(
  definition: ToolDefinition & Pick<ClientTool, 'validate'>,
  limits: Limits,
): { readonly errors: readonly DefinitionIssue[]; readonly schema: CheckedSchema | undefined } {
  try {
    if (!isObject(definition)) return { errors: issueIf(true, '', 'is not a tool object'), schema: undefined };
    const { name, namespace = '', description, inputSchema, metadata, validate } = definition;
    const schema = isObject(inputSchema) ? checkSchema(inputSchema, limits) : undefined;
    const errors = schema?.errors ?? issueIf(true, '', 'must be a JSON Schema object');
    // With its own validator the tool works, whatever its schema says.
    const meaning = schema && validate === undefined ? checkMeaning(inputSchema, schema.walk) : [];
    const text = [...checkName(name, namespace, limits), ...checkDescription(description, limits)];
    return { errors: [...text, ...checkMetadata(metadata).errors, ...[...errors, ...meaning].map(inSchema)], schema };
  } catch (error) {
    return { errors: unreadable(error), schema: undefined };
  }
}

/** A getter or a Proxy can throw, and without limits a definition can overflow the stack. */
export function unreadable(error: unknown): readonly DefinitionIssue[] {
  const why = error instanceof RangeError ? 'it is nested too deeply' : errorMessage(error);
  return issueIf(true, '', `cannot be read: ${why ?? 'reading it throws'}`);
}

function checkName(name: unknown, namespace: unknown, { nameBytes }: Limits): DefinitionIssue[] {
  if (typeof name !== 'string' || name === '') return issueIf(true, 'name', 'must be a non-empty string');
  if (typeof namespace !== 'string') return issueIf(true, 'namespace', mustBeString);
  const overLimit = [...tooLong(name, 'name', nameBytes), ...tooLong(namespace, 'namespace', nameBytes)];
  if (overLimit.length > 0) return overLimit;
  const isPrototype = [name, namespace, toolName({ name, namespace })].includes('__proto__');
  return [
    ...issueIf(isPrototype, 'name', 'must not be __proto__'),
    ...issueIf(hiddenCharacter.test(name), 'name', hasHidden),
    ...issueIf(hiddenCharacter.test(namespace), 'namespace', hasHidden),
  ];
}

function checkDescription(description: unknown, { descriptionBytes }: Limits): DefinitionIssue[] {
  if (typeof description !== 'string') return issueIf(true, 'description', mustBeString);
  return [
    ...tooLong(description, 'description', descriptionBytes),
    ...issueIf(unusual.test(description) && hiddenInDescription.test(description), 'description', hasHidden),
  ];
}

function inSchema({ path, message }: DefinitionIssue): DefinitionIssue {
  return { path: `inputSchema${path}`, message };
}
