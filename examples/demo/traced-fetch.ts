import { say, stopwatch } from '../timeline.ts';

/** `fetch`, telling every execution, pause and resume on the ATP server. */
export const tracedFetch: typeof fetch = async (url, init) => {
  const elapsed = stopwatch();
  const response = await fetch(url, init);
  const step = /\/api\/(execute|resume)/.exec(String(url))?.[1];
  if (step) {
    const { status, needsCallback } = await response.clone().json();
    const asked = needsCallback?.payload;
    say('server', `${step}: ${status}${asked ? `, asks for ${asked.namespace}.${asked.toolName}` : ''} ${elapsed()}`);
  }
  return response;
};
