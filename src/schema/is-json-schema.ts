import { getProperty, isObject } from '../unknown.js';
import { isStandardSchema } from './input-schema.js';
import { keywordReaders } from './read/keywords.js';
import { memberKind } from './walk.js';

const annotation = /^(\$|x-|(title|description|default|deprecated|examples?|(read|write)Only|content\w+|nullable|id)$)/;
const isAnything = /^(\$|x-|(default|const|example)$)/;

/** Whether an object is a schema. A raw shape and the properties alone only hold some. In doubt it is one. */
export function isJSONSchema(schema: unknown): boolean {
  const members = Object.entries(Object(schema));
  const ranks = members.map(rank);
  return !members.some(isLibrarySchema) && (ranks.includes(2) || !ranks.includes(0));
}

/** Returns 2 for a keyword, 1 for a property or a keyword, and 0 for a property. */
function rank([name, value]: [string, unknown]): number {
  const kind = memberKind('schema', name, {});
  if (!isObject(value)) return keywordReaders.has(name) || annotation.test(name) ? 2 : 0;
  if (kind === 'schemasByKey') return Object.values(value).some((each) => typeof each === 'string') ? 0 : 2;
  return kind === 'schema' || isAnything.test(name) ? 1 : 0;
}

/** A property may be called `_def`. */
function isLibrarySchema([, value]: [string, unknown]): boolean {
  return getProperty(value, '~standard') !== undefined && isStandardSchema(value);
}
