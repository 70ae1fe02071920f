import { getProperty } from '../unknown.js';

/** Returns parts or blocks without those of blank text, for which providers refuse the whole request (Anthropic, Bedrock). */
export function withoutBlankText<Part>(parts: readonly Part[]): Part[] {
  return parts.filter(
    (part) => getProperty(part, 'type') !== 'text' || String(getProperty(part, 'text')).trim() !== '',
  );
}
