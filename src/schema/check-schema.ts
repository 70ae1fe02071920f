import type { DefinitionIssue } from '../types.js';
import { isObject } from '../unknown.js';
import { issueIf } from './issue-if.js';
import { type Limits, tooLong } from './limits.js';
import { checkReferences } from './references.js';
import { type Keywords, type SchemaPlace, type Walk, walkSchema } from './walk.js';

const none: readonly DefinitionIssue[] = [];
export const knownTypes: readonly unknown[] = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** What a look at a schema has found: what refuses it, and all its parts for who wants to look further. */
export interface CheckedSchema {
  readonly errors: readonly DefinitionIssue[];
  readonly walk: Walk;
}

/** Looks at an input schema once: what can never work, what is over a limit. */
export function checkSchema(root: Keywords, limits: Limits): CheckedSchema {
  const walk = walkSchema(root, limits);
  if (walk.overLimit) return { errors: [walk.overLimit], walk };
  const places = [...walk.schemas.values()];
  const errors = [
    ...(mayBeLarge(walk) ? tooLong(textOf(root), '', limits.schemaBytes) : none),
    ...walk.tooLong,
    ...checkRootType(root),
    ...places.flatMap(checkPatterns),
    ...checkReferences(walk, places),
  ];
  return { errors, walk };
}

/** A type that JSON Schema does not know excludes nothing. */
function checkRootType({ type = 'object' }: Keywords): readonly DefinitionIssue[] {
  if (type === 'object') return none;
  const named = [type].flat();
  const excludesObjects = named.every((each) => each !== 'object' && knownTypes.includes(each));
  return issueIf(excludesObjects, '/type', `is ${named.join(', ')}: a tool's input is an object`);
}

function checkPatterns(place: SchemaPlace): readonly DefinitionIssue[] {
  const patterns = patternsOf(place);
  return patterns.length === 0 ? none : patterns.flatMap(checkPattern);
}

const noPatterns: readonly [path: string, pattern: string][] = [];

/** The patterns of a schema itself, with their paths. */
export function patternsOf({ schema: { pattern, patternProperties }, path }: SchemaPlace): typeof noPatterns {
  if (pattern === undefined && patternProperties === undefined) return noPatterns;
  const keys = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  const own = typeof pattern === 'string' ? [[`${path}/pattern`, pattern] as [string, string]] : [];
  return [...own, ...keys.map((key): [string, string] => [`${path}/patternProperties`, key])];
}

function checkPattern([path, pattern]: [path: string, pattern: string]): DefinitionIssue[] {
  try {
    new RegExp(pattern, 'u');
    return [];
  } catch {
    return issueIf(true, path, `${JSON.stringify(pattern)} is no regular expression under the u flag`);
  }
}

/** An escaped character takes at most six bytes, a number with its punctuation fewer than thirty. */
function mayBeLarge({ text, nodes, limits }: Walk): boolean {
  return text * 6 + nodes * 30 > limits.schemaBytes;
}

function textOf(root: Keywords): string {
  try {
    return JSON.stringify(root);
  } catch {
    // A BigInt, which is no JSON.
    return JSON.stringify(root, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  }
}
