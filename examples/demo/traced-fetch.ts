import { log, stopwatch } from '../timeline.ts';

/** Calls `fetch` and logs every execution, pause and resume on the ATP server. */
export const tracedFetch: typeof fetch = async (url, init) => {
  const elapsed = stopwatch();
  const response = await fetch(url, init);
  const step = /\/api\/(execute|resume)/.exec(String(url))?.[1];
  if (step) {
    const { status, needsCallback } = await response.clone().json();
    const call = needsCallback?.payload;
    log('server', `${step}: ${status}${call ? `, asks for ${call.namespace}.${call.toolName}` : ''} ${elapsed()}`);
  }
  return response;
};
