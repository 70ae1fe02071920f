/** The keywords for how many items, properties or characters a value has. @module */
import { isObject } from '../../unknown.js';
import { spend } from '../steps.js';
import { aCount, anArray, aString } from './kinds.js';
import { type KeywordReader, keyword } from './place.js';
import { checkOf, type Run, refuse } from './run.js';
import { yes } from './verdict.js';

export const sizeKeywords: readonly [string, KeywordReader][] = [
  ...sized('Items', 'items', anArray.is, (items, count) => items.length >= count),
  ...sized('Properties', 'properties', isObject, (object, count, run) => {
    const { length } = Object.keys(object);
    spend(run, length / 4);
    return length >= count;
  }),
  ...sized('Length', 'characters', aString.is, hasCharacters),
];

function sized<Value>(
  suffix: string,
  parts: string,
  is: (value: unknown) => value is Value,
  hasAtLeast: (value: Value, count: number, run: Run) => boolean,
): [string, KeywordReader][] {
  return [
    keyword(`min${suffix}`, aCount, (limit) =>
      checkOf(is, (value, run) =>
        hasAtLeast(value, limit, run) ? yes : refuse(run, () => `must not have fewer than ${limit} ${parts}`),
      ),
    ),
    keyword(`max${suffix}`, aCount, (limit) =>
      checkOf(is, (value, run) =>
        hasAtLeast(value, limit + 1, run) ? refuse(run, () => `must not have more than ${limit} ${parts}`) : yes,
      ),
    ),
  ];
}

/** Whether a string has that many characters, counted as code points. They are counted only if its length leaves it open. */
function hasCharacters(text: string, count: number, run: Run): boolean {
  if (text.length < count) return false;
  if (text.length >= 2 * count) return true;
  spend(run, 1 + text.length / 8);
  let left = count;
  for (let at = 0; at < text.length && left > 0; left -= 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return left === 0;
}
