const maxLength = 100;

/** Returns a name for a message. The name may come from a server, be of any type and have any length. */
export function shortName(name: unknown): string {
  const text = typeof name === 'string' || typeof name === 'number' ? String(name) : typeof name;
  return text.length > maxLength ? `${text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')}…` : text;
}
