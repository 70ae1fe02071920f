import type { ServerResponse } from 'node:http';
import { askBehind, startProxy } from './proxy.ts';

export interface Cut {
  /** Which request is meant: the next one whose path and body match. */
  readonly on: RegExp;
  /** The connection breaks behind the first text of the answer that matches, in the middle of an event if it ends there. */
  readonly after: RegExp;
}

/**
 * Starts an HTTP server in front of the real one that hands answers on as they come, and breaks off some: one for each cut, in
 * their order. The real server goes on with what it does. Stopped with the test.
 */
export function startCuttingProxy(target: string, cuts: readonly Cut[]): Promise<string> {
  const left = [...cuts];
  return startProxy(async (request, response) => {
    const isHit = left[0]?.on.test(`${request.incoming.url} ${request.body}`) === true;
    const cutAfter = isHit ? left.shift()?.after : undefined;
    await passOn(await askBehind(target, request, response), response, cutAfter);
  });
}

async function passOn(answered: Response, response: ServerResponse, cutAfter: RegExp | undefined): Promise<void> {
  let said = '';
  for await (const piece of answered.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const cut = cutAfter?.exec(said + piece);
    if (cut) {
      response.write((said + piece).slice(said.length, cut.index + cut[0].length), () => response.destroy());
      return;
    }
    said += piece;
    response.write(piece);
  }
  response.end();
}
