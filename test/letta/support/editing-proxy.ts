import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

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
export async function startEditingProxy(target: string, edit: Edit): Promise<string> {
  const isMeant = edit.on ?? /"messages":/;
  let isDone = false;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const isHit = !isDone && isMeant.test(body);
    isDone ||= isHit;
    try {
      if (isHit && edit.answer) answer(response, edit.answer);
      else await forward(target, request, body, response, isHit ? edit : {});
    } catch {
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function forward(target: string, request: IncomingMessage, body: string, response: ServerResponse, edit: Edit) {
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
  const { method = 'GET', url = '' } = request;
  const answered = await fetch(target + url, {
    method,
    headers: headers as Record<string, string>,
    ...(body !== '' && { body }),
  });
  response.writeHead(answered.status, { 'content-type': answered.headers.get('content-type') ?? '' });
  const said = await answered.text();
  response.write(edit.frames ? edit.frames(toFrames(said)).map(toText).join('') : said);
  if (edit.end === 'reset') setImmediate(() => response.destroy());
  else if (edit.end === undefined) response.end();
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

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
