import { addAbortListener, removeAbortListener } from '../../async/abort-signal.js';
import { cut } from '../../cut.js';
import { ToolferryError } from '../../errors.js';
import { isObject } from '../../unknown.js';
import { connectionLost } from './connection-lost.js';
import { invalidResponse } from './invalid-response.js';
import type { WireEvent } from './wire-types.js';

/**
 * Yields the events of a response in the format of server-sent events. Rejects with `connection_lost` if the connection fails,
 * and with `invalid_response` for an event that is not JSON, or if there are more than `maxBytes`. After the loop the connection can
 * be used again if the response ends there; otherwise it is closed.
 */
export async function* readEvents(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<WireEvent> {
  let lines: string[] = [];
  for await (const line of readLines(response, maxBytes, signal)) {
    if (line !== '') lines.push(line);
    else {
      const event = readEvent(lines);
      lines = [];
      if (event) yield event;
    }
  }
}

/** Lines end with a line feed, with a carriage return before it on some servers. The last one is dropped if it was cut off. */
async function* readLines(response: Response, maxBytes: number, signal: AbortSignal): AsyncGenerator<string> {
  let rest: string[] = [];
  for await (const text of readPieces(response, maxBytes, signal)) {
    const [first = '', ...others] = text.split('\n');
    rest.push(first);
    for (const other of others) {
      yield rest.join('').replace(/\r$/, '');
      rest = [other];
    }
  }
}

async function* readPieces(response: Response, maxBytes: number, signal: AbortSignal): AsyncGenerator<string> {
  const reader = response.body?.getReader?.();
  if (reader === undefined)
    throw invalidResponse('The response of the AG-UI agent has no stream. Pass a fetch that has them.');
  const decoder = new TextDecoder();
  const leave = () => void reader.cancel().catch(() => undefined);
  // A custom fetch may ignore the signal.
  addAbortListener(signal, leave);
  let mayEnd = false;
  try {
    for (let bytes = 0; ; mayEnd = false) {
      const { value, done } = await reader.read().catch((cause: unknown) => {
        throw connectionLost(cause);
      });
      if (done) return;
      bytes += value.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      mayEnd = true;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    removeAbortListener(signal, leave);
    if (mayEnd && !signal.aborted) awaitEnd(reader, leave);
    else leave();
  }
}

/** Milliseconds in which a response ends after its last event. */
const endMs = 1_000;

/** Reads the end of a response, because a connection whose response was not read to its end is closed. Does not wait for it. */
function awaitEnd(reader: ReadableStreamDefaultReader<Uint8Array>, leave: () => void): void {
  const timer = setTimeout(leave, endMs);
  const stop = (done: boolean) => {
    clearTimeout(timer);
    if (!done) leave();
  };
  reader.read().then(
    ({ done }) => stop(done),
    () => stop(true),
  );
}

/** Returns undefined for a comment, which keeps the connection open. */
function readEvent(lines: readonly string[]): WireEvent | undefined {
  const data = lines.flatMap((line) =>
    line.startsWith('data:') ? [line.slice('data:'.length).replace(/^ /, '')] : [],
  );
  if (data.length === 0) return undefined;
  const text = data.join('\n');
  const event = parse(text);
  if (isObject(event) && typeof event.type === 'string') return event as WireEvent;
  throw invalidResponse(`The AG-UI agent sent an event that is not JSON with a type: ${cut(text, 100)}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tooLarge(maxResponseBytes: number): ToolferryError {
  const message = `The AG-UI agent sent more than ${maxResponseBytes} bytes in one run, which was stopped. Raise maxResponseBytes of agUIBackend() if the agent needs it.`;
  return new ToolferryError('invalid_response', message, { data: { maxResponseBytes } });
}
