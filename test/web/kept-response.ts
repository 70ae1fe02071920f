/** A streamed response that can be read again from its start while it streams, as a resumable stream can. */
export interface KeptResponse {
  readonly first: Response;
  /** Returns the response again; undefined once it has ended. */
  again(): Response | undefined;
}

/** Keeps what a response streams. The response streams to its end although no reader is left. */
export function keepResponse({ body, headers }: Response): KeptResponse {
  const [first, rest] = (body as ReadableStream<Uint8Array>).tee();
  let [kept, watched] = rest.tee();
  let isStreaming = true;
  void watched.pipeTo(new WritableStream()).finally(() => {
    isStreaming = false;
  });
  return {
    first: new Response(first, { headers }),
    again() {
      if (!isStreaming) return undefined;
      [kept, watched] = kept.tee();
      return new Response(watched, { headers });
    },
  };
}
