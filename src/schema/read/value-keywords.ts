/** The keywords for one value of any type, and those for numbers and the form of strings. @module */

import { cut } from '../../cut.js';
import { isObject } from '../../unknown.js';
import { spend } from '../steps.js';
import { aNumber, anArray, aString } from './kinds.js';
import { isMultipleOf } from './multiple-of.js';
import { invalid, type KeywordReader, keyword, type Place, unchecked } from './place.js';
import { type Check, checkOf, refuse } from './run.js';
import { createValueSet } from './value-set.js';
import { unsure, yes } from './verdict.js';

export const valueKeywords: readonly [string, KeywordReader][] = [
  ['type', readType],
  keyword('enum', anArray, readEnum),
  ['const', (value, place) => readEnum([value], place)],
  ...bound('Minimum', '>', (value, limit) => value > limit),
  ...bound('Maximum', '<', (value, limit) => value < limit),
  keyword('multipleOf', aNumber, (divisor, place) =>
    divisor > 0
      ? numbers((value) => isMultipleOf(value, divisor), `must be multiple of ${divisor}`)
      : unchecked(place, '/multipleOf', 'is not above 0, and is not checked'),
  ),
  keyword('pattern', aString, readPattern),
  keyword('format', aString, readFormat),
];

const typeTests: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: isObject,
};

function readType(type: unknown, place: Place): Check {
  const types: readonly unknown[] = Array.isArray(type) ? [...new Set(type)] : [type];
  const known = types.filter((each): each is string => typeof each === 'string' && Object.hasOwn(typeTests, each));
  if (known.length < types.length || known.length === 0)
    unchecked(place, '/type', 'names a type that JSON Schema does not define, and is not checked');
  const isComplete = known.length === types.length && known.length > 0;
  const tests = known.flatMap((each) => typeTests[each] ?? []);
  const [first] = tests;
  if (isComplete && tests.length === 1 && first !== undefined)
    return (value, run) => (first(value) ? yes : refuse(run, () => `must be ${type}`));
  return (value, run) => {
    if (tests.some((test) => test(value))) return yes;
    return isComplete ? refuse(run, () => `must be either ${types.join(' or ')}`) : unsure;
  };
}

const charactersPerStep = 4;
const maxShownValues = 30;
const maxShownLength = 200;

function readEnum(values: readonly unknown[], { reader }: Place): Check {
  const allowed = createValueSet();
  const read = { left: Number.MAX_SAFE_INTEGER };
  for (const value of values) allowed.add(value, read);
  // Reading never fails for lack of work; what is read next is unchecked then.
  reader.work.left -= 2 * values.length + (Number.MAX_SAFE_INTEGER - read.left) / charactersPerStep;
  return (value, run) => {
    spend(run, 1);
    return allowed.has(value, run) ? yes : refuse(run, () => describeAllowed(values));
  };
}

function describeAllowed(values: readonly unknown[]): string {
  const shown = values.slice(0, maxShownValues).map((value) => cut(jsonOf(value), maxShownLength));
  return shown.length === 1 ? `must be ${shown[0]}` : `must be one of ${shown.join(', ')}`;
}

/** A local schema may hold values that are not JSON. */
function jsonOf(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : String(JSON.stringify(value));
}

function numbers(isValid: (value: number) => boolean, message: string): Check {
  return (value, run) => (typeof value !== 'number' || isValid(value) ? yes : refuse(run, () => message));
}

/** A bound and its exclusive form. In draft 4 the latter is a boolean, which changes the meaning of the former. */
function bound(
  name: 'Minimum' | 'Maximum',
  sign: string,
  isInside: (value: number, limit: number) => boolean,
): [string, KeywordReader][] {
  const exclusive = `exclusive${name}`;
  const [, readExclusive] = keyword(exclusive, aNumber, (limit) =>
    numbers((value) => isInside(value, limit), `must be ${sign} ${limit}`),
  );
  return [
    keyword(name.toLowerCase(), aNumber, (limit, place) =>
      place.schema[exclusive] === true
        ? readExclusive(limit, place)
        : numbers((value) => value === limit || isInside(value, limit), `must be ${sign}= ${limit}`),
    ),
    [exclusive, (value, place) => (typeof value === 'boolean' ? undefined : readExclusive(value, place))],
  ];
}

function readPattern(source: string, place: Place): Check {
  const pattern = place.reader.compilePattern(source);
  if ('unchecked' in pattern) return invalid(place, '/pattern', pattern.unchecked);
  return checkOf(aString.is, (text, run) =>
    pattern.test(text, run) ? yes : refuse(run, () => `must match pattern "${cut(source, maxShownLength)}"`),
  );
}

/** Longer strings are not checked: some formats take time that grows with more than the length. */
const maxFormatLength = 2_048;

/** Unknown formats are annotations. */
function readFormat(format: string, { reader }: Place): Check | undefined {
  const test = reader.formats.get(format);
  if (test === undefined) return undefined;
  return checkOf(aString.is, (text, run) => {
    if (text.length > maxFormatLength) return unsure;
    spend(run, 5 + text.length);
    return test(text) ? yes : refuse(run, () => `must match format "${format}"`);
  });
}
