/** Random patterns, and texts that they may match. */
import fc from 'fast-check';

const raw = String.raw;
const characters = ['a', 'b', 'A', '1', '_', '-', ' ', 'é', 'α', '中', '😀', raw`\n`, raw`\0`, raw`\x61`, raw`\u2028`];
const halves = [raw`\ud83d`, raw`\ude00`, raw`\ud83d\ude00`];
const sets = [raw`\d`, raw`\D`, raw`\w`, raw`\W`, raw`\s`, raw`\S`];
const properties = ['L', 'Lu', 'ASCII', 'Emoji', 'Script=Greek', 'scx=Han', 'gc=Nd', 'Cs', 'White_Space', 'Any'];
const unicode = [...properties.flatMap((name) => [raw`\p{${name}}`, raw`\P{${name}}`]), raw`\u{1f600}`, raw`\u{61}`];
/** Legal only without `u`. */
const loose = [raw`\-`, raw`\:`, raw`\é`, '{', '}', ']', '{a}', raw`\08`, raw`\377`, raw`\c`, raw`\u6`];
const looseInClasses = [raw`\w-.`, raw`\d-\s`, raw`\c1`, raw`\b`, raw`\B`, raw`\_`];
const ranges = ['a-c', '0-9', raw`\0-\x1f`, 'α-ω', raw`\u2028-\uffff`];
const quantifiers = ['*', '+', '?', '{0}', '{1}', '{2}', '{0,2}', '{1,3}', '{2,}', '{0,}', '{3,5}'];
const assertions = ['^', '$', raw`\b`, raw`\B`];
const groups = ['(', '(?:'];
const lookaheads = ['(?=', '(?!'];
const lookbehinds = ['(?<=', '(?<!'];

/** Returns random patterns: those with the flag `u`, and those that are legal only without it. */
export function randomPatterns(isUnicode: boolean): fc.Arbitrary<string> {
  const singles = [...characters, ...halves, ...sets];
  const atom = fc.constantFrom(...singles, ...singles, '.', ...(isUnicode ? unicode : loose));
  const inClass = fc.constantFrom(...singles, ...ranges, ...(isUnicode ? [...unicode, '😀-😂'] : looseInClasses));
  const characterClass = fc
    .tuple(fc.boolean(), fc.array(inClass, { maxLength: 4 }))
    .map(([isNegated, members]) => `[${isNegated ? '^' : ''}${members.join('')}]`);
  // A lookahead can be repeated only without `u`.
  const repeatable = isUnicode ? groups : [...groups, ...groups, ...lookaheads];
  const around = (openings: readonly string[], inner: fc.Arbitrary<string>) =>
    fc.tuple(fc.constantFrom(...openings), inner).map(([opening, content]) => `${opening}${content})`);
  const { pattern } = fc.letrec<{ pattern: string; term: string; quantified: string }>((tie) => ({
    pattern: fc
      .array(fc.array(tie('term'), { maxLength: 4 }), { minLength: 1, maxLength: 2 })
      .map((alternatives) => alternatives.map((terms) => terms.join('')).join('|')),
    term: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: atom },
      { weight: 2, arbitrary: characterClass },
      { weight: 1, arbitrary: fc.constantFrom(...assertions) },
      { weight: 4, arbitrary: tie('quantified') },
      { weight: 2, arbitrary: around([...groups, ...lookaheads, ...lookbehinds], tie('pattern')) },
    ),
    quantified: fc
      .tuple(
        fc.oneof(atom, characterClass, around(repeatable, tie('pattern'))),
        fc.constantFrom(...quantifiers),
        fc.boolean(),
      )
      .map(([term, quantifier, isLazy]) => `${term}${quantifier}${isLazy ? '?' : ''}`),
  }));
  return isUnicode ? pattern : pattern.map((loosely) => raw`\:{0}${loosely}`);
}

const pieces = [
  'a',
  'b',
  'A',
  '1',
  '_',
  '-',
  ' ',
  'é',
  'α',
  '中',
  '😀',
  '\ud83d',
  '\ude00',
  '\n',
  '\r',
  '\0',
  '\u2028',
];
const more = [':', '{', '}', 'c', '\\', 'Ω', 'ß', '\ufeff', '\x1f', '😁', 'ab', 'aaaa', 'x'];

/** Strings of up to 14 pieces: surrogates, line separators and NUL included. */
export const randomTexts: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...pieces) }, fc.constantFrom(...more)), { maxLength: 14 })
  .map((parts) => parts.join(''));
