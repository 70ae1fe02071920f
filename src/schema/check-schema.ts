import type { DefinitionIssue } from '../types.js';
import { canonical } from './canonical.js';
import { issueIf } from './issue-if.js';
import { type Limits, tooLong } from './limits.js';
import { checkCycles } from './references.js';
import { readLocalSchema } from './validate.js';
import { type Keywords, type Walk, walkSchema } from './walk.js';

export const knownTypes: readonly unknown[] = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** The errors of a schema, and the walk over it for further checks. */
export interface CheckedSchema {
  readonly errors: readonly DefinitionIssue[];
  readonly walk: Walk;
}

/** Checks an input schema for exceeded limits, and for a root type that excludes objects. */
export function checkSchema(root: Keywords, limits: Limits): CheckedSchema {
  const walk = walkSchema(root, limits);
  if (walk.overLimit) return { errors: [walk.overLimit], walk };
  const errors = [
    ...(mayBeLarge(walk) ? tooLong(jsonTextOf(root), '', limits.schemaBytes) : []),
    ...walk.tooLong,
    ...checkRootType(root),
  ];
  return { errors, walk };
}

/** Checks what a schema needs so that inputs can be validated against it: valid patterns, and references with a target. */
export function checkMeaning(root: Keywords, walk: Walk): DefinitionIssue[] {
  // Most schemas have neither, and are read by their first call.
  if (walk.overLimit || walk.patterned.size + walk.referring.size === 0) return [];
  const invalid = new Map(readLocalSchema(root).invalid.map((issue) => [`${issue.path} ${issue.message}`, issue]));
  return [...invalid.values(), ...checkCycles(walk)];
}

/** A type that JSON Schema does not define excludes nothing. */
function checkRootType({ type = 'object' }: Keywords): readonly DefinitionIssue[] {
  if (type === 'object') return [];
  const types = Array.isArray(type) ? type : [type];
  const excludesObjects = types.every((each) => each !== 'object' && knownTypes.includes(each));
  return issueIf(excludesObjects, '/type', `is ${types.join(', ')}: a tool's input is an object`);
}

/** A cheap upper bound: an escaped character takes at most six bytes, a number with its punctuation fewer than thirty. */
function mayBeLarge({ text, nodes, limits }: Walk): boolean {
  return text * 6 + nodes * 30 > limits.schemaBytes;
}

function jsonTextOf(root: Keywords): string {
  try {
    return JSON.stringify(root);
  } catch {
    // JSON has no BigInt.
    return canonical(root);
  }
}
