import { getProperty, isObject } from '../unknown.js';
import { isStandardSchema } from './input-schema.js';
import { keywordReaders } from './read/keywords.js';
import { memberKind } from './walk.js';

type Member = readonly [name: string, value: unknown];

/** Whether an object is a schema. A raw shape and the properties alone only hold some. In doubt it is one. */
export function isJSONSchema(schema: unknown): boolean {
  const members = Object.entries(Object(schema));
  const properties = Object.entries(Object(getProperty(schema, 'properties')));
  return ![...members, ...properties].some(isRaw) && (members.some(isKeyword) || members.every(mayBeKeyword));
}

/** Whether a member is a schema of a library. A property may be called `_def`. */
function isRaw([, value]: Member): boolean {
  return getProperty(value, '~standard') !== undefined && isStandardSchema(value);
}

/** Whether a member can only be a keyword: a property's schema would be another type of value. */
function isKeyword([name, value]: Member): boolean {
  if (memberKind('schema', name, {}) === 'schemasByKey')
    return !Object.values(Object(value)).some((each) => typeof each === 'string');
  const isKnown = keywordReaders.has(name) || /^([$]|x-|def|ex|title|desc|depr|read|write|content)/.test(name);
  return isKnown && !isObject(value);
}

/** Whether a member with an object can be a keyword. */
function mayBeKeyword([name]: Member): boolean {
  return memberKind('schema', name, {}) === 'schema' || /^([$]|x-|def|const|ex)/.test(name);
}
