import { onTestFinished } from 'vitest';
import { type Fault, startFaultyProxy } from '../../peers/faulty-proxy.ts';

/**
 * Returns a `fetch` for the official client. It sends the first request whose body matches through a proxy that breaks it, and
 * all others directly.
 */
export async function breakOnce(baseUrl: string, isTarget: RegExp, fault: Fault): Promise<typeof fetch> {
  const proxy = await startFaultyProxy(baseUrl, isTarget, fault);
  onTestFinished(() => proxy.stop());
  let isBroken = false;
  return (input, init) => {
    const isHit = !isBroken && typeof init?.body === 'string' && isTarget.test(init.body);
    isBroken ||= isHit;
    return fetch(isHit ? String(input).replace(baseUrl, proxy.baseUrl) : input, init);
  };
}
