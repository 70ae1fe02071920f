import { IsDuration, IsEmail, IsIPv4, IsJsonPointer, IsUrl, IsUuid } from 'typebox/format';
import { nativePattern } from './native-pattern.js';

// The checks of typebox for the formats below take half of all formats: its expression of a URI repeats that of an IPv6 address for
// each place, and that of a hostname knows what each letter of an IDN may be.

/** Labels of letters, digits and hyphens. */
const hostname = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;

const time = /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

const character = "[-\\w.~!$&'()*+,;=:@]|%[\\da-f]{2}";
const path = `(?:/(?:${character})*)*`;
const uri = new RegExp(
  `^[a-z][a-z\\d+.-]*:(?://(?:(?:(?!@)(?:${character}))*@)?(?:\\[([^\\]]*)]|(?:(?![@:])(?:${character}))*)(?::\\d*)?${path}|/?(?:(?:${character})+${path})?)(?:\\?(?:${character}|[/?])*)?(?:#(?:${character}|[/?])*)?$`,
  'i',
);

const isDate = (text: string): boolean => {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};

/** A leap second is the last one of a day in UTC. */
const isTime = (text: string): boolean =>
  time.test(text) &&
  (text.slice(6, 8) !== '60' ||
    new Date(`2000-01-01T${text.replace(':60', ':59').toUpperCase()}`).toISOString().startsWith('23:59', 11));

const isDateTime = (text: string): boolean => {
  const [date = '', timeOfDay = '', ...more] = text.split(/t/i);
  return more.length === 0 && isDate(date) && isTime(timeOfDay);
};

const isIPv6 = (text: string): boolean => /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`);

const isURI = (text: string): boolean => {
  const [address, literal = '::'] = uri.exec(text) ?? [];
  return address !== undefined && (isIPv6(literal) || /^v[\da-f]+\.[-\w.~!$&'()*+,;=:]+$/i.test(literal));
};

/** A relative reference is what may follow a scheme, unless its first segment contains a colon. */
const isURIReference = (text: string): boolean => isURI(text) || (!/^[^/?#]*:/.test(text) && isURI(`a:${text}`));

/** The formats that are checked, as JSON Schema defines them. All others are annotations, those for international addresses too. */
export const formats: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date', isDate],
  ['date-time', isDateTime],
  ['duration', IsDuration],
  ['email', IsEmail],
  ['hostname', (text) => hostname.test(text)],
  ['ipv4', IsIPv4],
  ['ipv6', isIPv6],
  ['json-pointer', IsJsonPointer],
  ['regex', (text) => 'test' in nativePattern(text)],
  ['time', isTime],
  ['uri', isURI],
  ['uri-reference', isURIReference],
  ['url', IsUrl],
  ['uuid', IsUuid],
]);
