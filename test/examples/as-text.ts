/** Converts an expected output to the text that a model reads. Asymmetric matchers are returned unchanged. */
export function asText(output: unknown): unknown {
  const isData = typeof output !== 'string' && !(output as { asymmetricMatch?: unknown } | null)?.asymmetricMatch;
  return isData ? JSON.stringify(output) : output;
}
