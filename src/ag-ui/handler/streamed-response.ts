/** Comments keep the connection open where silent ones are closed: by Bun.serve after 10 s, and by proxies. */
const pingMs = 5_000;

/**
 * Returns a response with the events that the work writes, in the format of server-sent events. The work continues when the client
 * goes away, which aborts `gone`. It must not reject.
 */
export function streamedResponse(work: (write: (event: object) => void, gone: AbortSignal) => Promise<void>): Response {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let unsent = '';
      const flush = () => {
        if (unsent !== '' && !gone.signal.aborted) controller.enqueue(encoder.encode(unsent));
        unsent = '';
      };
      // Events that are written together are sent together: each piece is a write to the connection.
      const send = (text: string) => {
        if (unsent === '') queueMicrotask(flush);
        unsent += text;
      };
      const ping = setInterval(() => send(': ping\n\n'), pingMs);
      const end = () => {
        clearInterval(ping);
        flush();
        if (!gone.signal.aborted) controller.close();
      };
      work((event) => send(`data: ${JSON.stringify(event)}\n\n`), gone.signal).then(end, end);
    },
    cancel() {
      gone.abort();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } });
}
