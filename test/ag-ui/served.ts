import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Answer, Pause, PendingCall, RunBackend, RunHost, RunState } from 'toolferry';
import { type AGUIHandlerOptions, type AGUIStart, createAGUIHandler } from 'toolferry/ag-ui';
import { memoryStore } from 'toolferry/journal';
import { onTestFinished } from 'vitest';
import { RunAgentInputSchema } from '../peers/ag-ui/schemas.ts';
import { checked } from './checked.ts';

export type Event = { readonly type: string; readonly [member: string]: unknown };

/** Serves a handler over HTTP, checks each event that it sends, and returns its address. */
export async function serveHTTP(
  handler: (request: Request) => Promise<Response>,
  onEvent?: (event: Event) => void,
): Promise<string> {
  const server = createServer(getRequestListener(checked(handler, onEvent))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a backend was called with, each time. */
interface Call {
  readonly start?: AGUIStart;
  readonly answers?: readonly Answer[];
  readonly host: RunHost;
}

export type Step = (host: RunHost, answers: readonly Answer[]) => RunState<string> | Promise<RunState<string>>;

export const done = (output = 'done'): RunState<string> => ({ status: 'completed', output });
export const asks = (...calls: PendingCall[]): RunState<string> => {
  const pause: Pause = { version: 1, backend: 'scripted', runId: 'run', calls, state: null };
  return { status: 'paused', pause };
};

/** A backend that does one step each time it is called. */
export function scriptedBackend(...steps: Step[]) {
  const called: Call[] = [];
  const next = (call: Call): RunState<string> | Promise<RunState<string>> => {
    const step = steps[called.length];
    called.push(call);
    if (step === undefined) throw new Error('The script has ended.');
    return step(call.host, call.answers ?? []);
  };
  const backend: RunBackend<AGUIStart, string> = {
    name: 'scripted',
    start: async (start, host) => next({ start, host }),
    resume: async (_pause, answers, host) => next({ answers, host }),
  };
  return { backend, called };
}

type Options = Partial<AGUIHandlerOptions<AGUIStart, string>>;

/** Creates a handler for a scripted backend, whose session is the header `x-user`. */
export function scriptedHandler(backend: RunBackend<AGUIStart, string>, options: Options = {}) {
  return createAGUIHandler<AGUIStart, string>(backend, {
    store: memoryStore(),
    authorize: (request) => request.headers.get('x-user') ?? 'Ada',
    toRequest: (start) => start,
    ...options,
  });
}

/** A message of the user. */
export const user = (id: string, content = id) => ({ id, role: 'user', content });
/** The result of a call. */
export const answer = (toolCallId: string, content = 'ok', more: object = {}) => ({
  id: `of ${toolCallId}`,
  role: 'tool',
  toolCallId,
  content,
  ...more,
});

/** Sends the input of a run, and returns the events of the response. Both sides are checked by the schemas. */
export async function send(
  handler: (request: Request) => Promise<Response>,
  input: object,
  headers: Record<string, string> = {},
): Promise<Event[]> {
  const body = { threadId: 't', runId: 'r', protocolVersion: '1.0', messages: [], tools: [], context: [], ...input };
  RunAgentInputSchema.parse({ state: {}, forwardedProps: {}, ...body });
  const request = new Request('http://x', { method: 'POST', body: JSON.stringify(body), headers });
  const response = await checked(handler)(request);
  const text = await response.text();
  const events = text.split('\n\n').filter((frame) => frame.startsWith('data: '));
  return events.map((frame) => JSON.parse(frame.slice(6)));
}

/** The code that a refused request ends with; undefined for one that was not refused. */
export const refusedWith = (events: readonly Event[]) => events.find(({ type }) => type === 'RUN_ERROR')?.code;
/** How a run ended. */
export const outcomeOf = (events: readonly Event[]) => events.at(-1)?.outcome as { readonly type: string } | undefined;
/** The ids of the interrupts that a run ended with. */
export function interruptsOf(
  events: readonly Event[],
): readonly { readonly id: string; readonly toolCallId: string }[] {
  return (outcomeOf(events) as unknown as { interrupts: { id: string; toolCallId: string }[] }).interrupts;
}
