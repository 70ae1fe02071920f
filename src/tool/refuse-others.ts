import { butGot } from './conversion-hint.js';

/** Throws a TypeError for tools that are not client tools, with what to use. */
export function refuseOthers(expected: string, tools: unknown): void {
  const end = butGot(tools);
  if (end !== '.') throw new TypeError(`${expected}${end}`);
}
