import type { DefinitionCheck, DefinitionIssue } from '../types.js';
import { issueIf } from './issue-if.js';
import { checkReferences } from './references.js';
import { isObject, type Keywords, type SchemaPlace, walkSchema } from './walk.js';

const maxBytes = 256 * 1024;
const types: readonly unknown[] = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** Looks at an input schema once: what can never work, what is over a limit, what may mean something else than meant. */
export function checkSchema(root: Keywords): DefinitionCheck {
  const walk = walkSchema(root);
  if (walk.overLimit) return { refused: [walk.overLimit], reported: [] };
  const places = [...walk.schemas.values()];
  return {
    refused: [
      ...issueIf(utf8Length(JSON.stringify(root, bigIntAsText)) > maxBytes, '', 'is larger than 256 KiB'),
      ...checkRootType(root),
      ...places.flatMap(checkPatterns),
      ...checkReferences(walk, places),
    ],
    reported: places.flatMap(reportDialect),
  };
}

/** A type that JSON Schema does not know is only reported: it excludes nothing. */
function checkRootType({ type = 'object' }: Keywords): DefinitionIssue[] {
  const named = [type].flat();
  const excludesObjects = named.every((each) => each !== 'object' && types.includes(each));
  return issueIf(excludesObjects, '/type', `is ${named.join(', ')}: a tool's input is an object`);
}

function checkPatterns({ schema: { pattern, patternProperties }, path }: SchemaPlace): DefinitionIssue[] {
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

function reportDialect({ schema: { type, nullable }, path }: SchemaPlace): DefinitionIssue[] {
  const unknown = [type].flat().filter((each) => typeof each === 'string' && !types.includes(each));
  return [
    ...unknown.flatMap((each) =>
      issueIf(true, `${path}/type`, `JSON Schema does not know the type ${each}; it accepts anything`),
    ),
    ...issueIf(nullable === true, `${path}/nullable`, 'is OpenAPI; JSON Schema ignores it and refuses null'),
  ];
}

export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

function bigIntAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
