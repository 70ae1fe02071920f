import {
  IsDate,
  IsDateTime,
  IsDuration,
  IsEmail,
  IsIdnEmail,
  IsIPv4,
  IsIPv6,
  IsIri,
  IsIriReference,
  IsJsonPointer,
  IsJsonPointerUriFragment,
  IsRegex,
  IsRelativeJsonPointer,
  IsTime,
  IsUri,
  IsUriReference,
  IsUriTemplate,
  IsUrl,
  IsUuid,
} from 'typebox/format';

/** Labels of letters, digits and hyphens. The check of typebox is half of all formats, because it knows what each letter of an IDN may be. */
const hostname = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;
const isHostname = (text: string): boolean => hostname.test(text);

/** The formats that are checked, as JSON Schema defines them; `idn-hostname` is not, like every other format. */
export const formats: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date', IsDate],
  ['date-time', IsDateTime],
  ['duration', IsDuration],
  ['email', IsEmail],
  ['hostname', isHostname],
  ['idn-email', IsIdnEmail],
  ['ipv4', IsIPv4],
  ['ipv6', IsIPv6],
  ['iri', IsIri],
  ['iri-reference', IsIriReference],
  ['json-pointer', IsJsonPointer],
  ['json-pointer-uri-fragment', IsJsonPointerUriFragment],
  ['regex', IsRegex],
  ['relative-json-pointer', IsRelativeJsonPointer],
  ['time', IsTime],
  ['uri', IsUri],
  ['uri-reference', IsUriReference],
  ['uri-template', IsUriTemplate],
  ['url', IsUrl],
  ['uuid', IsUuid],
]);
