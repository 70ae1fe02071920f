/** Whether a pattern has an escape that has another meaning without `u`: `\p{L}` is a `p` and a quantifier there. */
export function needsUnicode(source: string): boolean {
  const escapes = source.match(/\\(?:u\{|.)/gs) ?? [];
  return escapes.some((one) => /^\\(?:u\{|[pPk])/.test(one));
}
