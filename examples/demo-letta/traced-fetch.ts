import { log, stopwatch } from '../timeline.ts';

/** `fetch`, telling every tool that the Letta server runs for an agent here. */
export const tracedFetch: typeof fetch = async (url, init) => {
  const elapsed = stopwatch();
  const response = await fetch(url, init);
  const tool = /\/tools\/([^/]+)\/run$/.exec(String(url))?.[1];
  if (tool) {
    const { func_return } = await response.clone().json();
    log('server', `${tool} gave ${func_return} ${elapsed()}`);
  }
  return response;
};
