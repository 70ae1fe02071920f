import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, PendingCall } from 'toolferry';

/** Where a run is: at the calls of a round, or at its end. */
export interface RunPosition {
  readonly id: string;
  readonly round: number;
  readonly calls?: readonly PendingCall[];
  readonly output?: string;
}

/** A server of one kind of run, in this process, which outlives its clients. */
export interface RunServer {
  readonly url: string;
  /** The ids of the runs that were started, in order. */
  readonly started: readonly string[];
  /** The answers that were accepted, by call id. */
  readonly accepted: ReadonlyMap<string, Answer>;
  /** Called after it has accepted a request, before it responds. */
  onAccepted: (request: string) => void;
  stop(): Promise<void>;
}

/** Starts a server that asks for these rounds. Like real ones it accepts the answers of a round once, and refuses all others. */
export async function startRunServer(rounds: readonly (readonly PendingCall[])[]): Promise<RunServer> {
  const positions = new Map<string, number>();
  const started: string[] = [];
  const accepted = new Map<string, Answer>();
  const positionOf = (id: string, round: number): RunPosition => {
    const calls = rounds[round]?.map((call) => ({ ...call, id: `${id}.${call.id}` }));
    return calls ? { id, round, calls } : { id, round, output: 'complete' };
  };
  const accept = (id: string, round: number, answers: readonly Answer[]): boolean => {
    const expected = positionOf(id, round).calls?.map((call) => call.id) ?? [];
    if (answers.map(({ toolCallId }) => toolCallId).join() !== expected.join() || expected.length === 0) return false;
    for (const answer of answers) accepted.set(answer.toolCallId, answer);
    positions.set(id, round + 1);
    server.onAccepted(`answers of round ${round}`);
    return true;
  };
  const http = createServer(async (request, response) => {
    const body = JSON.parse((await textOf(request)) || 'null');
    const [, id = ''] = (request.url ?? '').split('/');
    if (id === 'runs') {
      const run = `run${started.length}`;
      started.push(run);
      positions.set(run, 0);
      server.onAccepted('start');
      return response.end(JSON.stringify(positionOf(run, 0)));
    }
    const round = positions.get(id);
    if (round === undefined) return response.writeHead(404).end();
    if (request.method === 'POST' && !accept(id, round, body)) return response.writeHead(409).end();
    return response.end(JSON.stringify(positionOf(id, positions.get(id) ?? 0)));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server: RunServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    started,
    accepted,
    onAccepted: () => {},
    stop: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
