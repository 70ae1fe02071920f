import type { ServerResponse } from 'node:http';
import { forwardRequest, startProxy } from './proxy.ts';

export interface Cut {
  /** The cut applies to the next request whose path and body match. */
  readonly on: RegExp;
  /** The connection is cut after the first match in the response, even in the middle of an event. */
  readonly after: RegExp;
}

/**
 * Starts an HTTP proxy that forwards responses as they arrive and cuts some of them, one for each cut, in their order. The real
 * server continues its work. The proxy stops with the test.
 */
export function startCuttingProxy(target: string, cuts: readonly Cut[]): Promise<string> {
  const left = [...cuts];
  return startProxy(async (request, response) => {
    const isHit = left[0]?.on.test(`${request.incoming.url} ${request.body}`) === true;
    const cutAfter = isHit ? left.shift()?.after : undefined;
    await forward(await forwardRequest(target, request, response), response, cutAfter);
  });
}

async function forward(upstream: Response, response: ServerResponse, cutAfter: RegExp | undefined): Promise<void> {
  let text = '';
  for await (const piece of upstream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const cut = cutAfter?.exec(text + piece);
    if (cut) {
      response.write((text + piece).slice(text.length, cut.index + cut[0].length), () => response.destroy());
      return;
    }
    text += piece;
    response.write(piece);
  }
  response.end();
}
