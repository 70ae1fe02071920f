import { getProperty, isObject } from '../unknown.js';
import { isStandardSchema } from './input-schema.js';
import { keywordReaders } from './read/keywords.js';
import { memberKind } from './walk.js';

/** Whether an object is a schema. A raw shape and the properties alone only hold some. In doubt it is one. */
export function isJSONSchema(schema: unknown): boolean {
  const ranks = Object.entries(Object(schema)).map(rank);
  return !ranks.includes(3) && (ranks.includes(2) || !ranks.includes(0));
}

/** Returns 3 for a schema of a library, 2 for a keyword, 1 for a keyword or a property, and 0 for a property. */
function rank([name, value]: [string, unknown]): number {
  // A property may be called `_def`.
  if (getProperty(value, '~standard') && isStandardSchema(value)) return 3;
  const kind = memberKind('schema', name, {});
  if (kind === 'schemasByKey') return Object.values(Object(value)).some((each) => typeof each === 'string') ? 0 : 2;
  if (kind === 'schema' || /^([$]|x-|default|const|ex)/.test(name)) return isObject(value) ? 1 : 2;
  return !isObject(value) && (keywordReaders.has(name) || /^(title|desc|depr|read|write|content)/.test(name)) ? 2 : 0;
}
