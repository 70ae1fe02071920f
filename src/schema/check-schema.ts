import type { DefinitionCheck, DefinitionIssue } from '../types.js';
import { checkReferences } from './references.js';
import { isObject, type Keywords, type SchemaPlace, type Walk, walkSchema } from './walk.js';

const maxBytes = 256 * 1024;
const types = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

/** Looks at an input schema once: what can never work, what is over a limit, what may mean something else than meant. */
export function checkSchema(root: Keywords): DefinitionCheck {
  const walk = walkSchema(root);
  if (walk.overLimit) return { refused: [walk.overLimit], reported: [] };
  const places = [...walk.schemas.values()];
  return {
    refused: [
      ...checkSize(root, walk),
      ...checkRootType(root),
      ...places.flatMap(checkPatterns),
      ...checkReferences(walk),
    ],
    reported: places.flatMap(reportDialect),
  };
}

/** The walk's own count decides for small schemas; only near the limit is the text made. */
function checkSize(root: Keywords, { text, nodes }: Walk): DefinitionIssue[] {
  // Escaped, a character takes up to 6 bytes; a number with what stands around it up to 30.
  const mayBeOver = text * 6 + nodes * 30 > maxBytes;
  return mayBeOver && utf8Length(JSON.stringify(root)) > maxBytes ? [issue('', 'is larger than 256 KiB')] : [];
}

/** A type that JSON Schema does not know is only reported: it excludes nothing. */
function checkRootType({ type }: Keywords): DefinitionIssue[] {
  const named = [type].flat();
  const excludesObjects = type !== undefined && named.every((each) => types.has(String(each)) && each !== 'object');
  return excludesObjects ? [issue('/type', `is ${named.join(', ')}: a tool's input is an object`)] : [];
}

function checkPatterns({ schema, path }: SchemaPlace): DefinitionIssue[] {
  const { pattern, patternProperties } = schema;
  return [
    ...(typeof pattern === 'string' ? checkPattern(`${path}/pattern`, pattern) : []),
    ...(isObject(patternProperties)
      ? Object.keys(patternProperties).flatMap((key) => checkPattern(`${path}/patternProperties`, key))
      : []),
  ];
}

function checkPattern(path: string, pattern: string): DefinitionIssue[] {
  try {
    new RegExp(pattern, 'u');
    return [];
  } catch {
    return [issue(path, `${JSON.stringify(pattern)} is no regular expression under the u flag`)];
  }
}

function reportDialect({ schema: { type, nullable }, path }: SchemaPlace): DefinitionIssue[] {
  const unknown = [type].flat().filter((each) => typeof each === 'string' && !types.has(each));
  return [
    ...unknown.map((each) => issue(`${path}/type`, `JSON Schema does not know the type ${each}; it accepts anything`)),
    ...(nullable === true ? [issue(`${path}/nullable`, 'is OpenAPI; JSON Schema ignores it and refuses null')] : []),
  ];
}

function issue(path: string, message: string): DefinitionIssue {
  return { path, message };
}

export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
