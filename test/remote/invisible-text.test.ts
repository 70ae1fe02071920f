import { expect, test } from 'vitest';
// Internal: servers' descriptions and results are cleaned with it, which their own tests show.
import { cleanShown, cleanText, isDeceptive } from '../../src/remote/invisible-text.js';

const tags = (text: string) => [...text].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
const flag = (region: string) => `🏴${tags(region)}\u{e007f}`;

test.for<[string, string]>([
  ['a profession', '👩\u200d💻 👨🏽\u200d⚕\ufe0f 🕵\ufe0f\u200d♂\ufe0f 🕵🏻\u200d♀\ufe0f'],
  ['a family', '🧑\u200d🧑\u200d🧒\u200d🧒 👩🏼\u200d❤\ufe0f\u200d💋\u200d👨🏾'],
  [
    'other joined pictures',
    '❤\ufe0f\u200d🔥 🐕\u200d🦺 🙂\u200d↔\ufe0f 🏃\u200d♀\ufe0f\u200d➡\ufe0f ⛓\ufe0f\u200d💥 👁\ufe0f\u200d🗨\ufe0f',
  ],
  ['a flag of pictures', '🏳\ufe0f\u200d🌈 🏴\u200d☠\ufe0f 🏳\ufe0f\u200d⚧\ufe0f'],
  ['a country flag', '🇩🇪🇺🇦'],
  ['the three flags of tags', flag('gbeng') + flag('gbsct') + flag('gbwls')],
  ['a keycap', '1\ufe0f\u20e3 #\ufe0f\u20e3 *\ufe0f\u20e3'],
  ['a picture as text or as emoji', '☺\ufe0e ☺\ufe0f ©\ufe0f ™\ufe0e'],
  ['Devanagari', 'क्\u200dष क्\u200cष र्\u200dय'],
  ['Bengali', 'র\u200d্য ক্\u200cষ'],
  ['Sinhala', 'ක්\u200dය ශ්\u200dරී'],
  ['Malayalam', 'ന്\u200d അവന്\u200d'],
  ['Kannada', 'ರ\u200d್ಕ'],
  ['Persian', 'می\u200cخواهم کتاب\u200cها خانه\u200cی نمی\u200cشود'],
  ['an Arabic abbreviation', 'ه\u200d'],
  ['Mongolian', 'ᠨᠠ\u180bᠮ ᠭᠡᠷ\u180eᠡ'],
  ['Chinese, Japanese, Korean and Thai', '中文 日本語 한국어 ภาษาไทย'],
  ['Latin with combining marks', 'e\u0301 o\u0308 n\u0303'],
  ['lines', 'a\n\tb\r\nc\u2028d\u2029e'],
])('%s has no hidden characters', ([, text]) => {
  expect(cleanText(text)).toEqual({ text, removed: 0 });
  expect(cleanShown(text)).toEqual({ text, removed: 0 });
  expect(isDeceptive(text)).toBe(false);
});

test.for<[string, string, string]>([
  ['a zero-width space', 'a\u200bb', 'ab'],
  ['joiners between Latin letters', 'a\u200cb\u200dc', 'abc'],
  ['a joiner after a picture that joins nothing', '👩\u200d 👩\u200cx', '👩 👩x'],
  ['all joiners but the first', '👩\u200d\u200d💻 क्\u200d\u200c\u200dष', '👩💻 क्\u200dष'],
  ['a joiner between punctuation of an Indic script', '।\u200d।', '।।'],
  ['word joiners and invisible operators', 'a\u2060b\u2061c\u2064d', 'abcd'],
  ['byte order marks', '\ufeffa\ufeff', 'a'],
  ['Hangul fillers', 'a\u3164\u115f\u1160\uffa0b', 'ab'],
  ['soft hyphens and grapheme joiners', 'a\u00adb\u034fc', 'abc'],
  ['bidirectional characters', '\u061ca\u200e\u200f\u202a\u202e\u2066\u2069b', 'ab'],
  ['deprecated format characters', 'a\u206a\u206f\ufff9\ufffa\ufffbb', 'ab'],
  ['Khmer and shorthand and musical format characters', 'a\u17b4\u{1bca0}\u{1d173}b', 'ab'],
  ['tags', `a${tags('ignore all')}\u{e0001}\u{e007f}b`, 'ab'],
  ['tags that are part of another flag or of none', `${flag('ustx')}🏴${tags('gb')}x${tags('gbeng')}`, '🏴🏴x'],
  ['tags after a flag of tags', `${flag('gbeng')}${tags('more')}`, flag('gbeng')],
  ['variation selectors after letters and digits', 'a\ufe0f1\ufe0f2\ufe0e葛\u{e0100}\u{e01ef}', 'a12葛'],
  ['all variation selectors but the first', '😀\ufe0f\ufe0f\ufe00\u{e0101}', '😀\ufe0f'],
  ['Mongolian selectors after other letters', 'a\u180bb\u180e', 'ab'],
  ['unassigned characters that are shown as nothing', 'a\u{e0fff}\ufff0\u2065b', 'ab'],
])('%s are removed and counted', ([, text, clean]) => {
  const removed = [...text].length - [...clean].length;
  expect(cleanText(text)).toEqual({ text: clean, removed });
  expect(cleanShown(text)).toEqual({ text: clean, removed });
  expect(isDeceptive(text)).toBe(true);
});

test('control characters are removed from descriptions, and stay in names, values and results', () => {
  const text = 'a\u0000\u001b[31m\u0085b';
  expect(cleanText(text)).toEqual({ text: 'a[31mb', removed: 3 });
  expect(cleanShown(text)).toEqual({ text, removed: 0 });
  expect(isDeceptive(text)).toBe(false);
});

test('a million characters of any kind are cleaned in one pass', () => {
  const { text, removed } = cleanText(
    `${'👩\u200d'.repeat(200_000)}🏴${tags('a').repeat(200_000)}${'\u200b'.repeat(200_000)}`,
  );
  expect({ length: text.length, removed }).toEqual({ length: 600_002, removed: 400_000 });
});
