import type { ServerResponse } from 'node:http';
import { askBehind, startProxy } from './proxy.ts';

/** One server-sent event; `data` is the parsed JSON, or a text that is none (`[DONE]`). */
export interface Frame {
  readonly event?: string;
  readonly data: FrameData | string;
}
export interface FrameData {
  readonly message_type: string;
  readonly [member: string]: unknown;
}

export interface Edit {
  /** Which request is meant: the first one whose body matches. Default: the first that says something to an agent. */
  readonly on?: RegExp;
  /** An answer in place of the server's, which is not asked. */
  readonly answer?: { readonly status: number; readonly body: object | string };
  /** What the client gets in place of the server's events. */
  readonly frames?: (frames: readonly Frame[]) => readonly Frame[];
  /** What happens after the last event in place of a proper end: the connection breaks, or stays open for ever. */
  readonly end?: 'reset' | 'open';
}

/**
 * Starts an HTTP server in front of the real one, which shows a fault that the real one cannot be made to show: in one answer,
 * whose request reached the real one as it was. Stopped with the test.
 */
export function startEditingProxy(target: string, edit: Edit): Promise<string> {
  const isMeant = edit.on ?? /"messages":/;
  let isDone = false;
  return startProxy(async (request, response) => {
    const isHit = !isDone && isMeant.test(request.body);
    isDone ||= isHit;
    if (isHit && edit.answer) answer(response, edit.answer);
    else await passOn(await askBehind(target, request, response), response, isHit ? edit : {});
  });
}

async function passOn(answered: Response, response: ServerResponse, { frames, end }: Edit): Promise<void> {
  const said = await answered.text();
  response.write(frames ? frames(toFrames(said)).map(toText).join('') : said);
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
