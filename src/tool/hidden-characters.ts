/** Control and bidirectional characters. Joiners are fine: emoji and Indic scripts need them. */
export const hiddenCharacter: RegExp = /[\p{Cc}\p{Bidi_Control}]/u;

const hiddenInText = /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}]/gu;

/** A description without the characters that a reader does not see; it may have lines and tabs. */
export function withoutHiddenCharacters(text: string): string {
  return text.replace(hiddenInText, '');
}
