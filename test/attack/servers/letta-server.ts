import type { ServerResponse } from 'node:http';
import { Letta } from '@letta-ai/letta-client';
import { type Listening, listen, readJSON } from './http-server.ts';

/** A frame of a turn, or a function that does with the response what it likes. */
export type Chunk = object | null | string | ((response: ServerResponse) => unknown);

export interface LettaServer extends Pick<Listening, 'connections' | 'stop'> {
  readonly client: Letta;
  /** The bodies of the turns' requests. */
  // biome-ignore lint/suspicious/noExplicitAny: the body of any request
  readonly sent: any[];
  /** The paths of all requests, with their methods. */
  readonly requests: string[];
}

export interface LettaScript {
  /** The rounds of the turn: each request of the turn gets the next one. */
  readonly rounds?: readonly (readonly Chunk[])[];
  readonly agent?: object;
  /** Answers to other requests, by method and path. */
  readonly other?: (request: string) => unknown;
}

export const agentId = 'agent-00000000-0000-4000-8000-000000000001';
const apiKey = 'letta-api-key-1';
const agent = {
  id: agentId,
  name: 'fake',
  agent_type: 'letta_v1_agent',
  description: null,
  llm_config: { model: 'mock', model_endpoint_type: 'openai', context_window: 30_000, parallel_tool_calls: true },
  tools: [],
  tool_rules: [],
  message_ids: [],
  pending_approval: null,
};

/** Starts a Letta server whose agent's turns are scripted. It refuses the requests that the real server (0.16.8) refuses. */
export async function startLetta({ rounds = [], agent: changed = {}, other }: LettaScript): Promise<LettaServer> {
  const sent: LettaServer['sent'] = [];
  const requests: string[] = [];
  let waiting: string[] = [];
  const started = await listen(async (request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '').replace(/\/$/, '');
    const name = `${request.method} ${path}`;
    requests.push(name);
    const json = (status: number, value: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    try {
      const body = await readJSON(request);
      if (request.headers.authorization !== `Bearer ${apiKey}`) return json(401, { detail: 'Unauthorized' });
      const answer = other?.(name);
      if (answer !== undefined) return typeof answer === 'function' ? answer(response) : json(200, answer);
      if (name === `GET /v1/agents/${agentId}`) return json(200, { ...agent, ...changed });
      if (name === `POST /v1/agents/${agentId}/messages`) {
        const problem = problemOf(body, waiting);
        if (problem !== undefined) return json(problem.status, { detail: problem.detail });
        const chunks = rounds[sent.push(body) - 1] ?? endOfTurn();
        waiting = chunks.flatMap(callIds);
        return play(response, chunks);
      }
      if (/^GET .*(tools|runs|messages)$/.test(name)) return json(200, []);
      if (/^POST .*cancel$/.test(name)) {
        waiting = [];
        return json(200, {});
      }
      return json(404, { detail: `There is no ${name}` });
    } catch (error) {
      return json(400, { detail: String(error) });
    }
  });
  return {
    client: new Letta({ baseURL: `http://${started.host}`, apiKey }),
    sent,
    requests,
    connections: started.connections,
    stop: started.stop,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the body of any request
function problemOf(body: any, waiting: readonly string[]): { status: number; detail: string } | undefined {
  if (body?.streaming !== true || !Array.isArray(body.messages))
    return { status: 422, detail: 'streaming and messages are required' };
  const isTool = (tool: { name?: unknown; parameters?: { type?: unknown } }) =>
    typeof tool.name === 'string' && tool.parameters?.type === 'object';
  if (body.client_tools && !body.client_tools.every(isTool)) return { status: 422, detail: 'client_tools' };
  const [message] = body.messages;
  if (message.type !== 'approval')
    return waiting.length > 0
      ? { status: 409, detail: 'The agent is waiting for approval on a tool call.' }
      : undefined;
  const ids = message.approvals.map(({ tool_call_id }: { tool_call_id: string }) => tool_call_id);
  if (waiting.length === 0) return { status: 400, detail: 'No tool call is currently awaiting approval.' };
  if (String(ids) !== String(waiting))
    return { status: 400, detail: `Invalid tool call IDs. Expected '${waiting}', but received '${ids}'.` };
  // `JSON.stringify` escapes a lone surrogate, which Python then refuses to encode.
  return /\\ud[89a-f]/.test(JSON.stringify(message)) ? { status: 400, detail: 'surrogates not allowed' } : undefined;
}

function callIds(chunk: Chunk): string[] {
  if (typeof chunk !== 'object' || chunk === null || !('tool_calls' in chunk)) return [];
  return Array.isArray(chunk.tool_calls) ? chunk.tool_calls.flatMap((call) => call?.tool_call_id ?? []) : [];
}

async function play(response: ServerResponse, chunks: readonly Chunk[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const chunk of chunks) {
    if (typeof chunk === 'function') return void (await chunk(response));
    response.write(typeof chunk === 'string' ? chunk : `data: ${JSON.stringify(chunk)}\n\n`);
  }
  response.end('data: [DONE]\n\n');
}

const head = (runId: string) => ({
  id: `message-${runId}`,
  date: '2026-11-20T23:41:20+00:00',
  run_id: runId,
  step_id: 'step-1',
});
export const ping = (runId = 'run-1'): object => ({ ...head(runId), message_type: 'ping' });
export const stop = (stop_reason: string): object => ({ message_type: 'stop_reason', stop_reason });
export const says = (content: unknown, runId = 'run-1'): object => ({
  ...head(runId),
  message_type: 'assistant_message',
  content,
});

export interface CalledTool {
  readonly id: string;
  readonly name?: string;
  readonly args?: unknown;
}

/** A round that ends in calls of client tools. */
export function callsTools(calls: readonly CalledTool[], runId = 'run-1'): Chunk[] {
  const tool_calls = calls.map(({ id, name = 'work', args = {} }) => ({
    tool_call_id: id,
    name,
    arguments: typeof args === 'string' ? args : JSON.stringify(args),
  }));
  const request = { ...head(runId), message_type: 'approval_request_message', tool_calls, tool_call: tool_calls[0] };
  return [ping(runId), request, stop('requires_approval')];
}

export function endOfTurn(text = 'done', runId = 'run-1'): Chunk[] {
  return [ping(runId), says(text, runId), stop('end_turn')];
}
