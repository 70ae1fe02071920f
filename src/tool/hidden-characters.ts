/** Control and bidirectional characters. Joiners are fine: emoji and Indic scripts need them. */
export const hiddenCharacter: RegExp = /[\p{Cc}\p{Bidi_Control}]/u;

/** The same in a description, which may have lines and tabs. */
export const hiddenInText: RegExp = /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}]/u;
