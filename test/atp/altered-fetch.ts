/** A JSON answer of a server, which tests alter. */
export type Answer = Readonly<Record<string, unknown>>;

/**
 * Returns a fetch that alters the answers of a real server for paths that match. The first `times` of them, or all; without
 * an altered answer the real one passes.
 */
export function alteredFetch(
  path: RegExp,
  alter: (answer: Answer, body: Answer) => unknown,
  times = Number.POSITIVE_INFINITY,
): typeof fetch {
  let left = times;
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!path.test(String(input)) || left === 0) return response;
    left -= 1;
    const altered = alter(await response.json(), JSON.parse(String(init?.body ?? '{}')));
    return new Response(typeof altered === 'string' ? altered : JSON.stringify(altered), { headers: response.headers });
  };
}
