/** Returns a response's body as text; undefined if it has more than `maxBytes`, of which the rest is not read. */
export async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  const reader = response.body?.getReader?.();
  // React Native and node-fetch have no web streams.
  if (reader === undefined) return within(maxBytes, await response.text());
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; ; ) {
    const { value, done } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function within(maxBytes: number, text: string): string | undefined {
  return text.length > maxBytes ? undefined : text;
}
