/** Throws a TypeError for a header that cannot be sent. The error of `Headers` itself would contain the value. */
export function checkHeaders(headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      new Headers([[name, value]]);
    } catch {
      throw new TypeError(
        `The header ${JSON.stringify(name)} cannot be sent: its name or value has invalid characters.`,
      );
    }
  }
}
