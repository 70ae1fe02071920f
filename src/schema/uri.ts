/** The references of JSON Schema: URIs with a fragment. Nothing is ever fetched. @module */

/** Stands for the document itself, which has no URI. */
export const documentURI = 'https://document.invalid/';

/** Resolves a reference to a URI and, if it has one, a fragment. */
export function resolveReference(reference: string, base: string): [uri: string, fragment?: string] {
  if (reference.startsWith('#')) return [base, reference.slice(1)];
  const absolute = URL.canParse(reference, base) ? new URL(reference, base).href : reference;
  return absolute.split('#') as [string, string?];
}

/** Follows a JSON pointer, which may be percent-encoded. Returns undefined if there is nothing. */
export function followPointer(document: unknown, pointer: string): unknown {
  return decoded(pointer).split('/').slice(1).reduce<unknown>(step, document);
}

function step(value: unknown, segment: string): unknown {
  const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
