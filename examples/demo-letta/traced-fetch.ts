import { log, stopwatch } from '../timeline.ts';

/** A `fetch` that prints the result of each server tool that an agent in this process calls. */
export const tracedFetch: typeof fetch = async (url, init) => {
  const elapsed = stopwatch();
  const response = await fetch(url, init);
  const tool = /\/tools\/([^/]+)\/run$/.exec(String(url))?.[1];
  if (tool) {
    const { func_return } = await response.clone().json();
    log('server', `${tool} returned ${func_return} ${elapsed()}`);
  }
  return response;
};
