import type { ServerResponse } from 'node:http';
import { forwardRequest, startProxy } from './proxy.ts';

/** One server-sent event; `data` is the parsed JSON, or a string that is not JSON (`[DONE]`). */
export interface Frame {
  readonly event?: string;
  readonly data: FrameData | string;
}
export interface FrameData {
  readonly message_type: string;
  readonly [member: string]: unknown;
}

export interface Edit {
  /** The edited request is the first whose body matches. Default: the first with messages. */
  readonly on?: RegExp;
  /** A response that replaces the server's; the request is not forwarded. */
  readonly answer?: { readonly status: number; readonly body: object | string };
  /** Returns the events that replace the server's. */
  readonly frames?: (frames: readonly Frame[]) => readonly Frame[];
  /** Replaces the end of the response: the connection is reset, or stays open forever. */
  readonly end?: 'reset' | 'open';
}

/**
 * Starts an HTTP proxy that produces a fault which the real server cannot be made to produce, in the response to one unchanged
 * request. It stops with the test.
 */
export function startEditingProxy(target: string, edit: Edit): Promise<string> {
  const isTarget = edit.on ?? /"messages":/;
  let isDone = false;
  return startProxy(async (request, response) => {
    const isHit = !isDone && isTarget.test(request.body);
    isDone ||= isHit;
    if (isHit && edit.answer) answer(response, edit.answer);
    else await forward(await forwardRequest(target, request, response), response, isHit ? edit : {});
  });
}

async function forward(upstream: Response, response: ServerResponse, { frames, end }: Edit): Promise<void> {
  const body = await upstream.text();
  response.write(frames ? frames(toFrames(body)).map(toText).join('') : body);
  if (end === 'reset') setImmediate(() => response.destroy());
  else if (end === undefined) response.end();
}

function answer(response: ServerResponse, { status, body }: NonNullable<Edit['answer']>): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}

function toFrames(body: string): Frame[] {
  return body
    .split('\n\n')
    .filter((frame) => frame.trim() !== '')
    .map((frame) => {
      const event = /^event: (.*)$/m.exec(frame)?.[1];
      const data = /^data: (.*)$/m.exec(frame)?.[1] ?? '';
      return { ...(event && { event }), data: data.startsWith('{') ? (JSON.parse(data) as FrameData) : data };
    });
}

function toText({ event, data }: Frame): string {
  return `${event ? `event: ${event}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}
