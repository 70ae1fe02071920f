import { refuseUnknown } from './refuse-unknown.js';

/**
 * Throws a TypeError for options that would have no effect: one that is not known, a value that an option with a list of values
 * does not have, and a function in place of options.
 */
export function checkOptions(caller: string, given: object, known: Readonly<Record<string, unknown>>): void {
  if (typeof given === 'function') throw new TypeError(`${caller} expects an object with options, not a function.`);
  refuseUnknown(`an option of ${caller}`, given, known);
  for (const [name, value] of Object.entries(Object(given))) {
    const allowed = known[name];
    if (!Array.isArray(allowed) || value === undefined || allowed.includes(value)) continue;
    const expected = allowed.map((each) => `'${each}'`).join(' or ');
    throw new TypeError(`${name}: expected ${expected}, not ${JSON.stringify(value)}.`);
  }
}
