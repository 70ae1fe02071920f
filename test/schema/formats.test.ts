import fc from 'fast-check';
import { IsDate, IsDateTime, IsIPv6, IsTime, IsUri, IsUriReference } from 'typebox/format';
import { expect, test } from 'vitest';
import { formats } from '../../src/schema/read/formats.js';

/** Texts that are joined from parts, most of them nearly valid. */
const texts = (parts: readonly string[], maxLength = 8) =>
  fc.array(fc.constantFrom(...parts), { maxLength }).map((chosen) => chosen.join(''));

const addresses = texts([
  ...[
    'a',
    'Z',
    '1',
    '_',
    ':',
    '/',
    '//',
    '?',
    '#',
    '@',
    '%2f',
    '%',
    '.',
    '-',
    '~',
    '!',
    ';',
    ' ',
    'é',
    '\\',
    '\n',
    '"',
    '<',
    '^',
  ],
  ...['[::1]', '[1::]', '[', ']', '[v1.a:]', '[1:2]', 'http:', 'http://', 'a://', '127.0.0.1', ':80', 'user@'],
]);
const digits = (...values: readonly string[]) => fc.constantFrom(...values);
const dates = fc
  .tuple(
    digits('0000', '1900', '2000', '2023', '2024', '9999', '999', '12024'),
    digits('00', '01', '02', '04', '12', '13', '1'),
    digits('00', '01', '28', '29', '30', '31', '32', '1'),
    digits('', '', '', ' ', 'Z', '\n'),
  )
  .map(([year, month, day, end]) => `${year}-${month}-${day}${end}`);
const times = fc
  .tuple(
    digits('00', '01', '22', '23', '24', '7'),
    digits('00', '29', '59', '60'),
    digits('00', '59', '60', '61'),
    digits('', '', '.1', '.123456789012', '.'),
    digits('z', 'Z', '', '+00:00', '-00:00', '+01:00', '-01:30', '+23:59', '+24:00', '-05:60', '+1', ' Z'),
  )
  .map(([hour, minute, second, fraction, zone]) => `${hour}:${minute}:${second}${fraction}${zone}`);
const dateTimes = fc.tuple(dates, digits('T', 't', ' ', 'TT', ''), times).map((parts) => parts.join(''));

const ipv6 = fc
  .array(fc.constantFrom('1', 'ffff', 'F0', '0', '12345', 'g', '1.2.3.4', '1.2.3.256', '01.2.3.4', ''), {
    maxLength: 10,
  })
  .map((groups) => groups.join(':'));

test.each<[string, (text: string) => boolean, fc.Arbitrary<string>]>([
  ['ipv6', IsIPv6, fc.oneof(ipv6, texts([':', '::', '1', 'a', '.', '%', '\n', '1.2.3.4'], 12))],
  ['uri', IsUri, addresses],
  ['uri-reference', IsUriReference, addresses],
  ['date', IsDate, fc.oneof(dates, texts(['2', '0', '-', '1', 'a']))],
  ['time', IsTime, fc.oneof(times, texts(['2', '0', ':', '1', 'z']))],
  ['date-time', IsDateTime, dateTimes],
])('the format %s accepts the same texts as the check of typebox', (format, typebox, text) => {
  const isValid = formats.get(format);
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(text, (each) => {
      seen.add(typebox(each));
      expect(isValid?.(each)).toBe(typebox(each));
    }),
    { numRuns: 30_000 },
  );
  expect(seen.size).toBe(2);
});

test('a date-time with the suffix of RFC 9557 is none of RFC 3339, which JSON Schema refers to', () => {
  expect(formats.get('date-time')?.('2024-02-29T10:00:00Z')).toBe(true);
  expect(formats.get('date-time')?.('2024-02-29T10:00:00+01:00[Europe/Paris]')).toBe(false);
});
