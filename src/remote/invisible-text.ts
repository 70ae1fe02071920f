/**
 * What a reader does not see and a model reads: control and bidirectional characters, variation selectors after another one,
 * and tags, but for those that make a flag of a region (🏴 and at most six). Line breaks, tabs and joiners stay.
 */
const invisible =
  /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}]|(?<=\p{Variation_Selector})\p{Variation_Selector}|(?<!\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{0,5})[\u{e0000}-\u{e007f}]/gu;

/** The same but control characters, which JSON shows as escapes. */
const invisibleInValue = new RegExp(invisible.source.replace('\\p{Cc}', ''), 'u');

/** Most texts have only what is on a keyboard, and are not looked at closer. */
const unusual = /[^\n\r\t -~]/;

/** A text without what its reader does not see, and how many characters that was. */
export function cleanText(text: string): { readonly text: string; readonly removed: number } {
  if (!unusual.test(text)) return { text, removed: 0 };
  let removed = 0;
  const count = () => {
    removed += 1;
    return '';
  };
  return { text: text.replace(invisible, count), removed };
}

/** Whether a name or a value, which cannot be changed, has characters that nobody sees. */
export function isDeceptive(text: string): boolean {
  return unusual.test(text) && invisibleInValue.test(text);
}
