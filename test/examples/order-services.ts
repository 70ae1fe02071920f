import { appendFileSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ToolResult } from 'toolferry';

/** What the warehouse did. Its nonce is different for each effect, and is what the call returns. */
interface Effect {
  readonly tool: string;
  readonly item: string;
  readonly nonce: string;
}

/** An answer that the agent service accepted. */
interface AcceptedAnswer {
  readonly tool: string;
  readonly item: string;
  readonly result: ToolResult;
}

/** The JSON of a request, with the members that its path requires. */
interface Body {
  readonly key: string;
  readonly order: string;
  readonly item: string;
  readonly round: number;
  readonly answers: readonly ToolResult[];
}

export interface OrderServices {
  readonly url: string;
  /** Resolves with the next request to the warehouse. */
  nextEffect(): Promise<void>;
  effects(): readonly Effect[];
  readonly accepted: readonly AcceptedAnswer[];
  stop(): Promise<void>;
}

/** An order's calls, round by round; items are unique, so that effects and answers can be matched. */
export function roundsOf(order: string): readonly (readonly { readonly tool: string; readonly item: string }[])[] {
  const item = (name: string) => `${order}/${name}`;
  return [
    ['stock', 'ship'].map((tool) => ({ tool, item: item('a') })),
    ['label', 'ship', 'stock'].map((tool) => ({ tool, item: item('b') })),
    ['ship'].map((tool) => ({ tool, item: item('c') })),
  ];
}

/**
 * Starts the agent service and the warehouse of the orders, in the process of the test, which is not killed. Effects are appended to
 * a file. Each request takes a time that `random` decides, before and after what it does.
 */
export async function startOrderServices(file: string, random: () => number): Promise<OrderServices> {
  const runs = new Map<string, { readonly order: string; round: number }>();
  const accepted: AcceptedAnswer[] = [];
  let onEffect: () => void = () => {};
  appendFileSync(file, '');

  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    await sleep(random() * 15);
    const { status, text } = answer(request.url ?? '', body === '' ? {} : JSON.parse(body));
    await sleep(random() * 15);
    response.writeHead(status).end(text);
  });

  function answer(url: string, body: Body): { readonly status: number; readonly text: string } {
    const [, part = '', id = '', answers] = url.split('/');
    if (part !== 'runs') return { status: 200, text: affect(part, body.item) };
    if (id === '') return { status: 201, text: start(body) };
    if (answers && !accept(id, body)) return { status: 409, text: 'not the round that this run waits for' };
    return { status: runs.has(id) ? 200 : 404, text: stateOf(id) };
  }

  function affect(tool: string, item: string): string {
    const nonce = crypto.randomUUID();
    appendFileSync(file, `${JSON.stringify({ tool, item, nonce } satisfies Effect)}\n`);
    onEffect();
    return nonce;
  }

  function start({ key, order }: Body): string {
    const id = `run-of-${key}`;
    if (!runs.has(id)) runs.set(id, { order, round: 0 });
    return stateOf(id);
  }

  function stateOf(id: string): string {
    const { order = '', round = 0 } = runs.get(id) ?? {};
    const calls = roundsOf(order)[round]?.map(({ tool, item }) => ({
      id: `${tool} ${item}`,
      name: tool,
      input: { item },
    }));
    return JSON.stringify({ id, round, ...(calls ? { calls } : { output: `${order} is done` }) });
  }

  /** Accepts exactly one answer for each call of the round, in the order of the calls. */
  function accept(id: string, { round, answers }: Body): boolean {
    const run = runs.get(id);
    const calls = run && roundsOf(run.order)[run.round];
    if (run === undefined || calls === undefined || round !== run.round) return false;
    if (answers.map(({ toolCallId }) => toolCallId).join() !== calls.map(({ tool, item }) => `${tool} ${item}`).join())
      return false;
    for (const [index, { tool, item }] of calls.entries())
      accepted.push({ tool, item, result: answers[index] as ToolResult });
    run.round += 1;
    return true;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    nextEffect: () =>
      new Promise((resolve) => {
        onEffect = resolve;
      }),
    effects: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Effect),
    accepted,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
