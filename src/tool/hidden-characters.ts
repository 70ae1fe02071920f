/** Control and bidirectional characters, but newline, return and tab. Joiners are fine: emoji and Indic scripts need them. */
const hidden = /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}]/gu;

/** A text from a stranger without the characters that a reader does not see. */
export function withoutHiddenCharacters(text: string): string {
  return text.replace(hidden, '');
}
