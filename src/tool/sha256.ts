/** Returns the SHA-256 of a string, as 64 hexadecimal digits. */
export async function sha256(value: string): Promise<string> {
  const bytes = await digest(new TextEncoder().encode(value));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // Absent on pages without TLS.
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  if (subtle) return new Uint8Array(await subtle.digest('SHA-256', bytes));
  const { sha256 } = await import('@noble/hashes/sha2.js');
  return sha256(bytes);
}
