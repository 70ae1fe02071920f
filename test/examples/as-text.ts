/** An expected output as a model reads it; one that a test expects only in part stays. */
export function asText(output: unknown): unknown {
  const isData = typeof output !== 'string' && !(output as { asymmetricMatch?: unknown } | null)?.asymmetricMatch;
  return isData ? JSON.stringify(output) : output;
}
