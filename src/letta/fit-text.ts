/**
 * A text that is at most so many characters long once it is written as JSON: of a longer one the head and the tail are kept,
 * and what was left out is said between them. Letta wraps results in JSON and cuts that, so that models would read broken
 * JSON.
 */
export function fitText(text: string, maxCharacters: number): string {
  if (jsonLength(text) <= maxCharacters) return text;
  let low = 0;
  let high = maxCharacters;
  while (low < high) {
    const kept = Math.ceil((low + high) / 2);
    if (jsonLength(cut(text, kept)) <= maxCharacters) low = kept;
    else high = kept - 1;
  }
  return cut(text, low);
}

function cut(text: string, kept: number): string {
  const half = Math.floor(kept / 2);
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, '');
  const tail = half === 0 ? '' : text.slice(-half).replace(/^[\udc00-\udfff]/, '');
  return `${head}\n[… ${text.length - head.length - tail.length} of ${text.length} characters left out …]\n${tail}`;
}

function jsonLength(text: string): number {
  return JSON.stringify(text).length - 2;
}
