import { sha256 } from './sha256.js';

/** Returns the UUID of a string, which is the same in each process: of version 8, with the bits of its SHA-256. */
export async function uuidOf(value: string): Promise<string> {
  const hex = await sha256(value);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
