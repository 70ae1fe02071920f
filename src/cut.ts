/** Returns the start of a text for a message, without half a surrogate pair; the whole text if it is short enough. */
export function cut(text: string, maxLength: number): string {
  return text.length > maxLength ? `${firstOf(text, maxLength)} …` : text;
}

/** Returns the first characters of a text, without half a surrogate pair. */
export function firstOf(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
}
