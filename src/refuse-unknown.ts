import { nearName } from './near-name.js';

/** Every member of an options object. The compiler finds one that is missing here. */
export type MemberNames<Options> = { readonly [Name in keyof Options]-?: unknown };

/**
 * Throws a TypeError for a member that is not known, unless it is undefined: a misspelt option would have no effect. Ignores a
 * value without members.
 *
 * @param what Completes "is not …": `an option of createBridge()`.
 */
export function refuseUnknown(what: string, given: object, known: object): void {
  for (const [name, value] of Object.entries(Object(given))) {
    if (value === undefined || Object.hasOwn(known, name)) continue;
    const meant = nearName(name, Object.keys(known));
    const mend = meant ? `Did you mean ${meant}?` : `Known: ${Object.keys(known).join(', ')}.`;
    throw new TypeError(`"${name}" is not ${what}. ${mend}`);
  }
}
