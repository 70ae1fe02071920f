import { unusual } from '../tool/check-definition.js';

/**
 * Characters that a person does not see but a model reads: control and bidirectional characters, repeated variation
 * selectors, and tag characters other than those of a region's flag (🏴 and up to six of them). Line breaks, tabs and joiners
 * are not included.
 */
const invisible =
  /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}]|(?<=\p{Variation_Selector})\p{Variation_Selector}|(?<!\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{0,5})[\u{e0000}-\u{e007f}]/gu;

/** The same without control characters, which JSON shows as escapes. */
const invisibleInValue = new RegExp(invisible.source.replace('\\p{Cc}', ''), 'u');

/** Removes the hidden characters from a string, and counts them. */
export function cleanText(text: string): { readonly text: string; readonly removed: number } {
  if (!unusual.test(text)) return { text, removed: 0 };
  let removed = 0;
  const count = () => {
    removed += 1;
    return '';
  };
  return { text: text.replace(invisible, count), removed };
}

/** Whether a name or a value, which cannot be cleaned, has hidden characters. */
export function isDeceptive(text: string): boolean {
  return unusual.test(text) && invisibleInValue.test(text);
}
