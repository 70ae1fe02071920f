import { unusual } from '../tool/check-definition.js';

/** A letter or mark of a script in which joiners are part of the spelling: the Arabic and Indic ones, and Mongolian. */
const joined =
  '(?=[\\p{L}\\p{M}])[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Nkoo}\\p{scx=Adlm}\\p{scx=Rohg}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Mymr}\\p{scx=Khmr}\\p{scx=Tibt}\\p{scx=Java}\\p{scx=Bali}]';

/** A picture before a joiner, with its skin tone or its variation selector. */
const picture = '\\p{Extended_Pictographic}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?';

/** The tags of the three flags that are emoji: England, Scotland and Wales. */
const flags = ['gbeng', 'gbsct', 'gbwls'].map((region) => `${[...region].map(toTag).join('')}\\u{e007f}`).join('|');

/**
 * Characters that a person does not see but a model reads: control and bidirectional characters, zero-width characters and
 * other characters that are shown as nothing, fillers, tags and variation selectors. Not included are those that change what
 * is shown: line breaks and tabs, joiners inside emoji and after letters of scripts that need them, the variation selector of
 * an emoji, Mongolian selectors after a Mongolian letter, and the tags of the three flags.
 */
const invisible = new RegExp(
  [
    '(?![\\n\\r\\t\\u200c\\u200d\\ufe0e\\ufe0f\\u180b-\\u180f\\u{e0061}-\\u{e007f}])[\\p{Cc}\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb]',
    `(?<!${joined})\\u200c`,
    `(?<!${joined}|${picture}(?=\\u200d\\p{Extended_Pictographic}))\\u200d`,
    '(?<!\\p{Extended_Pictographic}|[0-9#*](?=\\ufe0f\\u20e3))[\\ufe0e\\ufe0f]',
    '(?<!(?=\\p{L})\\p{scx=Mong})[\\u180b-\\u180f]',
    `(?<!\\u{1f3f4}(?=${flags})[\\u{e0061}-\\u{e007a}]{0,5})[\\u{e0061}-\\u{e007f}]`,
  ].join('|'),
  'gu',
);

/** The same without control characters, which JSON shows as escapes and terminals use. */
const invisibleInValue = new RegExp(invisible.source.replace('\\p{Cc}', ''), 'gu');

interface CleanText {
  readonly text: string;
  readonly removed: number;
}

/** Removes the hidden characters from a description, and counts them. */
export function cleanText(text: string): CleanText {
  return remove(invisible, text);
}

/** Removes the hidden characters other than control characters from the text of a result, and counts them. */
export function cleanShown(text: string): CleanText {
  return remove(invisibleInValue, text);
}

/** Whether a name or a value, which cannot be cleaned, has hidden characters. */
export function isDeceptive(text: string): boolean {
  return unusual.test(text) && text.search(invisibleInValue) >= 0;
}

function remove(hidden: RegExp, text: string): CleanText {
  if (!unusual.test(text)) return { text, removed: 0 };
  let removed = 0;
  const count = () => {
    removed += 1;
    return '';
  };
  return { text: text.replace(hidden, count), removed };
}

function toTag(letter: string): string {
  return `\\u{e00${letter.charCodeAt(0).toString(16)}}`;
}
