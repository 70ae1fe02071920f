/**
 * A server over HTTP that asks for the calls of the plan, round by round. It accepts the answers of a round once, refuses all
 * others, and returns where a run is. A start that arrives twice starts two runs. Arguments: its log of answers and the seed.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { appendLine } from '../effects.ts';
import { serveUntilDisconnected } from '../fork-server.ts';
import { type PlannedRun, planRuns } from '../plan.ts';
import { seededRandom } from '../random.ts';
import type { ReceivedAnswer } from '../system.ts';
import type { ServerState } from './backend.ts';

interface Run {
  readonly id: string;
  readonly plan: PlannedRun;
  round: number;
}

const [log = '', seed = ''] = process.argv.slice(2);
const runs = new Map<string, Run>();
const random = seededRandom(`${seed} server`);

const server = createServer((request, response) => {
  // A request that is cut off is none.
  serve(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () =>
  serveUntilDisconnected(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await textOf(request);
  // Work before and after what it decides, so that kills and cuts hit both.
  await sleep(random() * 4);
  const { status, body: state } = answer(request.method ?? '', request.url ?? '', body);
  await sleep(random() * 4);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(state));
}

function answer(method: string, url: string, body: string): { readonly status: number; readonly body: object } {
  const [, , id = '', part] = url.split('/');
  if (method === 'POST' && id === '') return { status: 201, body: stateOf(startRun(JSON.parse(body).plan)) };
  const run = runs.get(id);
  if (run === undefined) return { status: 404, body: { error: `there is no run ${id}` } };
  if (part === 'answers' && !accept(run, JSON.parse(body)))
    return { status: 409, body: { error: 'these are not the answers that this run waits for' } };
  return { status: 200, body: stateOf(run) };
}

function startRun(plan: string): Run {
  const planned = planRuns(seed, Number(plan.slice(1)) + 1).at(-1);
  if (planned?.id !== plan) throw new Error(`There is no run ${plan} in the plan.`);
  const run: Run = { id: `${plan}-${crypto.randomUUID()}`, plan: planned, round: 0 };
  runs.set(run.id, run);
  return run;
}

function stateOf({ id, plan, round }: Run): ServerState {
  const calls = plan.rounds[round];
  if (calls === undefined) return { id, round, output: `${plan.id} is complete` };
  const asked = calls.map(({ id: callId, tool, delayMs, fails }) => ({
    id: `call_${callId}`,
    name: tool,
    input: { plan: callId, delayMs, fails },
  }));
  return { id, round, calls: asked };
}

/** Accepts exactly one answer for each call of the round, in the order of the calls. */
function accept(run: Run, answers: readonly { readonly toolCallId: string }[]): boolean {
  const { calls = [] } = stateOf(run);
  const isForRound = answers.map(({ toolCallId }) => toolCallId).join() === calls.map(({ id }) => id).join();
  if (calls.length === 0 || !isForRound) return false;
  for (const [index, each] of answers.entries())
    appendLine(log, { plan: calls[index]?.input.plan ?? '', text: JSON.stringify(each) } satisfies ReceivedAnswer);
  run.round += 1;
  return true;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
