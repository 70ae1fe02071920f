/** Answers like an ATP server whose executions all pause once with this many calls of `client.work`, and then complete. */
export function scriptedATP(callsPerPause: number): typeof globalThis.fetch {
  let executions = 0;
  return async (url) => {
    const { pathname } = new URL(String(url));
    if (pathname === '/api/info') return answer({ version: '1.0.0' });
    if (pathname === '/api/init')
      return answer({ clientId: 'client', token: 'token', expiresAt: Date.now() + 3_600_000 });
    if (pathname.startsWith('/api/resume/'))
      return answer({ executionId: decodeURIComponent(pathname.slice(12)), status: 'completed', result: null });
    executions += 1;
    const call = (sequenceNumber: number) => ({
      type: 'tool',
      operation: 'call',
      payload: { namespace: 'client', toolName: 'work', input: { n: sequenceNumber }, sequenceNumber },
    });
    const callbacks = Array.from({ length: callsPerPause }, (_, n) => ({ ...call(n), id: `callback_${n}` }));
    const needed = callsPerPause === 1 ? { needsCallback: call(0) } : { needsCallbacks: callbacks };
    return answer({ executionId: `execution_${executions}`, status: 'paused', ...needed });
  };
}

function answer(body: object): Response {
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
}
