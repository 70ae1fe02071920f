/**
 * Returns the known name that a misspelt one stands for, whatever their case; undefined if it is like none of them.
 *
 * @param slips How many letters may differ; by default as many as the known name leaves room for.
 */
export function nearName(name: string, known: readonly string[], slips?: number): string | undefined {
  return known.find((other) => isSlip(name.toLowerCase(), other.toLowerCase(), slips ?? maxSlips(other)));
}

/** With more changed letters a name is another word: `task` is not `tags`, and `validator` is not `validate`. */
function maxSlips({ length }: string): number {
  return length > 9 ? 2 : 1;
}

/** Whether one string becomes the other if so many letters are added, removed or replaced. The last slip may be two swapped letters. */
function isSlip(name: string, known: string, slips: number): boolean {
  if (name === known || slips === 0) return name === known;
  const [restOfName, rest, left] = [name.slice(1), known.slice(1), slips - 1];
  if (name[0] === known[0]) return isSlip(restOfName, rest, slips);
  if (name === rest.slice(0, 1) + known[0] + rest.slice(1)) return true;
  return isSlip(restOfName, known, left) || isSlip(name, rest, left) || isSlip(restOfName, rest, left);
}
