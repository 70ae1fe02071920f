import { arrayKeywords, unevaluatedItems } from './array-keywords.js';
import { logicKeywords } from './logic-keywords.js';
import { memberKeywords } from './member-keywords.js';
import { objectKeywords, unevaluatedProperties } from './object-keywords.js';
import type { KeywordReader } from './place.js';
import { sizeKeywords } from './size-keywords.js';
import { valueKeywords } from './value-keywords.js';

/** These depend on what the others evaluated. */
export const lastKeywords: ReadonlyMap<string, KeywordReader> = new Map([unevaluatedItems, unevaluatedProperties]);

/** All others that have an effect on validation. An unknown keyword is an annotation. */
export const keywordReaders: ReadonlyMap<string, KeywordReader> = new Map([
  ...valueKeywords,
  ...sizeKeywords,
  ...memberKeywords,
  ...objectKeywords,
  ...arrayKeywords,
  ...logicKeywords,
]);
