/** More changed letters than this are another word, not a slip. */
const maxSlips = 2;

/** Returns the known name that a misspelt one stands for, whatever their case; undefined if it is like none of them. */
export function nearName(name: string, known: readonly string[]): string | undefined {
  return known.find((other) => isSlip(name.toLowerCase(), other.toLowerCase(), maxSlips));
}

/** Whether one string becomes the other if so many letters are added, removed or replaced. */
function isSlip(name: string, known: string, slips: number): boolean {
  if (name === known || slips < 0) return slips >= 0;
  const [restOfName, rest, left] = [name.slice(1), known.slice(1), slips - 1];
  if (name[0] === known[0]) return isSlip(restOfName, rest, slips);
  return isSlip(restOfName, known, left) || isSlip(name, rest, left) || isSlip(restOfName, rest, left);
}
