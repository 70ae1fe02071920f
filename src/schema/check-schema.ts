import type { DefinitionCheck, DefinitionIssue } from '../types.js';
import { issueIf } from './issue-if.js';
import { checkReferences } from './references.js';
import { isObject, type Keywords, type SchemaPlace, type Walk, walkSchema } from './walk.js';

const maxBytes = 256 * 1024;
const none: readonly DefinitionIssue[] = [];
const types: readonly unknown[] = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** Looks at an input schema once: what can never work, what is over a limit, what may mean something else than meant. */
export function checkSchema(root: Keywords): DefinitionCheck {
  const walk = walkSchema(root);
  if (walk.overLimit) return { refused: [walk.overLimit], reported: [] };
  const places = [...walk.schemas.values()];
  return {
    refused: [
      ...issueIf(mayBeLarge(walk) && isLarger(textOf(root), maxBytes), '', 'is larger than 256 KiB'),
      ...checkRootType(root),
      ...places.flatMap(checkPatterns),
      ...checkReferences(walk, places),
    ],
    reported: places.flatMap(reportDialect),
  };
}

/** A type that JSON Schema does not know is only reported: it excludes nothing. */
function checkRootType({ type = 'object' }: Keywords): readonly DefinitionIssue[] {
  if (type === 'object') return none;
  const named = [type].flat();
  const excludesObjects = named.every((each) => each !== 'object' && types.includes(each));
  return issueIf(excludesObjects, '/type', `is ${named.join(', ')}: a tool's input is an object`);
}

function checkPatterns({ schema: { pattern, patternProperties }, path }: SchemaPlace): readonly DefinitionIssue[] {
  if (pattern === undefined && patternProperties === undefined) return none;
  const keys = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  return [
    ...(typeof pattern === 'string' ? checkPattern(`${path}/pattern`, pattern) : []),
    ...keys.flatMap((key) => checkPattern(`${path}/patternProperties`, key)),
  ];
}

function checkPattern(path: string, pattern: string): DefinitionIssue[] {
  try {
    new RegExp(pattern, 'u');
    return [];
  } catch {
    return issueIf(true, path, `${JSON.stringify(pattern)} is no regular expression under the u flag`);
  }
}

function reportDialect({ schema: { type, nullable }, path }: SchemaPlace): readonly DefinitionIssue[] {
  if (nullable !== true && (type === undefined || types.includes(type))) return none;
  const unknown = [type].flat().filter((each) => typeof each === 'string' && !types.includes(each));
  return [
    ...unknown.flatMap((each) =>
      issueIf(true, `${path}/type`, `JSON Schema does not know the type ${each}; it accepts anything`),
    ),
    ...issueIf(nullable === true, `${path}/nullable`, 'is OpenAPI; JSON Schema ignores it and refuses null'),
  ];
}

/** Whether a text is more than so many bytes of UTF-8. A unit is at most three: most texts need not be counted. */
export function isLarger(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes;
}

/** An escaped character takes at most six bytes, a number with its punctuation fewer than thirty. */
function mayBeLarge({ text, nodes }: Walk): boolean {
  return text * 6 + nodes * 30 > maxBytes;
}

function textOf(root: Keywords): string {
  try {
    return JSON.stringify(root);
  } catch {
    // A BigInt, which is no JSON.
    return JSON.stringify(root, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  }
}
