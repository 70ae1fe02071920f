import type { DefinitionIssue } from '../types.js';
import { knownTypes } from './check-schema.js';
import { issueIf } from './issue-if.js';
import type { SchemaPlace } from './walk.js';

/** Keywords of OpenAPI 3.0 that JSON Schema passes over. */
const openAPI = ['discriminator', 'example', 'externalDocs', 'xml'] as const;

/** What of a schema is no JSON Schema, and so may mean something else than its author thinks. */
export function reportDialect({ schema, path }: SchemaPlace): DefinitionIssue[] {
  const report = (keyword: string, isForeign: boolean, message: string) =>
    issueIf(isForeign, `${path}/${keyword}`, message);
  return [
    ...unknownTypes(schema.type).flatMap((type) =>
      report('type', true, `JSON Schema does not know the type ${type}; it accepts anything`),
    ),
    ...report('nullable', schema.nullable === true, 'is OpenAPI; JSON Schema ignores it and refuses null'),
    ...openAPI.flatMap((keyword) => report(keyword, keyword in schema, 'is OpenAPI; JSON Schema ignores it')),
    ...['exclusiveMaximum', 'exclusiveMinimum'].flatMap((keyword) =>
      report(keyword, typeof schema[keyword] === 'boolean', 'is a number in JSON Schema; a boolean is ignored'),
    ),
    ...report('required', typeof schema.required === 'boolean', 'is a list in JSON Schema; a boolean is ignored'),
  ];
}

function unknownTypes(type: unknown): unknown[] {
  return [type].flat().filter((each) => typeof each === 'string' && !knownTypes.includes(each));
}
