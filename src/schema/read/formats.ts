import {
  IsDate,
  IsDateTime,
  IsDuration,
  IsEmail,
  IsIPv4,
  IsIPv6,
  IsJsonPointer,
  IsTime,
  IsUri,
  IsUriReference,
  IsUrl,
  IsUuid,
} from 'typebox/format';
import { nativePattern } from './native-pattern.js';

/** Labels of letters, digits and hyphens. The check of typebox is half of all formats, because it knows what each letter of an IDN may be. */
const hostname = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;
const isHostname = (text: string): boolean => hostname.test(text);

/** The formats that are checked, as JSON Schema defines them. All others are annotations, those for international addresses too. */
export const formats: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date', IsDate],
  ['date-time', IsDateTime],
  ['duration', IsDuration],
  ['email', IsEmail],
  ['hostname', isHostname],
  ['ipv4', IsIPv4],
  ['ipv6', IsIPv6],
  ['json-pointer', IsJsonPointer],
  ['regex', (text) => 'test' in nativePattern(text)],
  ['time', IsTime],
  ['uri', IsUri],
  ['uri-reference', IsUriReference],
  ['url', IsUrl],
  ['uuid', IsUuid],
]);
