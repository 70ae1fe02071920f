/** Replaces `fetch` during `run`. It answers with the request and the usual members of services, and records requests. */
export async function withEchoingNetwork<Value>(run: (requests: string[]) => Promise<Value>): Promise<Value> {
  const { fetch } = globalThis;
  const requests: string[] = [];
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const received = { method: request.method, url: request.url, body: await request.text() };
    requests.push(JSON.stringify(received));
    return Response.json({ ...received, results: [], items: [], data: {} });
  };
  try {
    return await run(requests);
  } finally {
    globalThis.fetch = fetch;
  }
}
