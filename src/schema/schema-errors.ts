import type { ValidationIssue } from '../types.js';

/** Keywords whose error only repeats that something inside them failed. */
const branches = new Set(['allOf', 'anyOf', 'oneOf', 'if', '$ref', 'properties', 'items', 'boolean']);

/** One error of the JSON Schema validator, as far as it is used here. */
interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

/** The errors a caller can act on: the leaves, with the values that would have been right. */
export function toIssues(errors: readonly SchemaError[]): ValidationIssue[] {
  const leaves = errors.filter(({ keyword }) => !branches.has(keyword));
  return (leaves.length > 0 ? leaves : errors).map((error) => ({
    message: messageOf(error),
    path: error.instancePath.split('/').slice(1).map(unescapePointer),
  }));
}

function messageOf({ params, message }: SchemaError): string {
  if ('allowedValues' in params && Array.isArray(params.allowedValues))
    return `must be one of ${params.allowedValues.map((value) => JSON.stringify(value)).join(', ')}`;
  if ('allowedValue' in params) return `must be ${JSON.stringify(params.allowedValue)}`;
  if ('additionalProperties' in params && Array.isArray(params.additionalProperties))
    return `must not have the properties ${params.additionalProperties.join(', ')}`;
  return message;
}

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
