import { nearName } from './near-name.js';

/** Every member of an options object, with `function` for one that must be a function. The compiler finds one that is missing here. */
export type MemberNames<Options> = { readonly [Name in keyof Options]-?: unknown };

/**
 * Throws a TypeError for a member that is not known, because a misspelt option would have no effect, and for a value that is not
 * a function where it must be one. Ignores undefined, and a value without members.
 *
 * @param what Completes "is not …": `an option of createBridge()`.
 */
export function refuseUnknown(what: string, given: object, known: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(Object(given))) {
    if (value === undefined || known[name] === typeof value) continue;
    if (known[name] === 'function') throw new TypeError(`${name} must be a function.`);
    if (Object.hasOwn(known, name)) continue;
    const meant = nearName(name, Object.keys(known));
    const mend = meant ? `Did you mean ${meant}?` : `Known: ${Object.keys(known).join(', ')}.`;
    throw new TypeError(`"${name}" is not ${what}. ${mend}`);
  }
}
