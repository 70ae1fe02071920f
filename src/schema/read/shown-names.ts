import { cut } from '../../cut.js';

const maxShownNames = 30;
const maxLength = 200;

/** Lists names of members for a message: a limited number of them, each with a limited length. */
export function shownNames(names: readonly string[]): string {
  const shown = names.slice(0, maxShownNames).map((name) => cut(name, maxLength));
  return names.length > maxShownNames ? `${shown.join(', ')} …` : shown.join(', ');
}
