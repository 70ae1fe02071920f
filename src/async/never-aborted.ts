/** A new signal that never aborts, for work whose caller passed none. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
