import type { DefinitionIssue } from '../types.js';
import { knownTypes } from './check-schema.js';
import { issueIf } from './issue-if.js';
import type { SchemaPlace } from './walk.js';

/** Keywords of OpenAPI 3.0 that JSON Schema ignores. */
const openAPI = ['discriminator', 'example', 'externalDocs', 'xml'] as const;

/** Reports the parts of a schema that are not JSON Schema and may not mean what its author intended. */
export function reportDialect({ schema, path }: SchemaPlace): DefinitionIssue[] {
  const report = (keyword: string, isForeign: boolean, message: string) =>
    issueIf(isForeign, `${path}/${keyword}`, message);
  return [
    ...unknownTypes(schema.type).flatMap((type) =>
      report('type', true, `is ${type}, which is not a JSON Schema type; any value is accepted`),
    ),
    ...report('nullable', schema.nullable === true, 'is an OpenAPI keyword; JSON Schema ignores it and refuses null'),
    ...openAPI.flatMap((keyword) =>
      report(keyword, keyword in schema, 'is an OpenAPI keyword; JSON Schema ignores it'),
    ),
    ...['exclusiveMaximum', 'exclusiveMinimum'].flatMap((keyword) =>
      report(keyword, typeof schema[keyword] === 'boolean', 'is a number in JSON Schema; a boolean is ignored'),
    ),
    ...report('required', typeof schema.required === 'boolean', 'is an array in JSON Schema; a boolean is ignored'),
  ];
}

function unknownTypes(type: unknown): unknown[] {
  return [type].flat().filter((each) => typeof each === 'string' && !knownTypes.includes(each));
}
