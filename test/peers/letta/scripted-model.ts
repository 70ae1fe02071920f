import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatCompletion, chatCompletionChunks } from './chat-completion.ts';
import type { ModelRequest, Step } from './script.ts';

/** The models and their context windows in tokens. The V1 server uses the name, and 30,000 for an unknown one. */
const models = { 'mock-model': 30_000, 'glm-4.5': 128_000 };
export type ModelName = keyof typeof models;

interface RunningScript {
  readonly steps: readonly Step[];
  readonly requests: ModelRequest[];
  /** Emits the name of each gate that opens. */
  readonly gates: EventEmitter;
  readonly open: Set<string>;
}

export interface ScriptedModel {
  /** The base URL of OpenAI's API (`/v1`), LM Studio's list of models (`/api/v0/models`), and `writeScript`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts an OpenAI-compatible model on a free port of 127.0.0.1 that runs each agent's script. */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const scripts = new Map<string, RunningScript>();
  const server = createServer((request, response) => {
    answer(scripts, request, response).catch((error: unknown) => {
      if (!response.headersSent) refuse(response, 500, String(error));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(scripts: Map<string, RunningScript>, request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const [first, marker = '', part, gate = ''] = pathname.slice(1).split('/');
  const body = await text(request);
  if (pathname === '/v1/models' || pathname === '/api/v0/models') return json(response, listModels());
  if (pathname === '/v1/chat/completions') return await complete(scripts, JSON.parse(body) as ModelRequest, response);
  if (first !== 'scripts') return refuse(response, 404, `nothing at ${pathname}`);
  if (part === undefined) return json(response, putScript(scripts, marker, JSON.parse(body) as Step[]));
  const script = scripts.get(marker);
  if (script === undefined) return refuse(response, 404, `no script ${marker}`);
  return json(response, part === 'gates' ? openGate(script, decodeURIComponent(gate)) : script.requests);
}

function listModels() {
  const data = Object.entries(models).map(([id, tokens]) => ({
    id,
    object: 'model',
    type: 'llm',
    state: 'loaded',
    max_context_length: tokens,
    loaded_context_length: tokens,
    capabilities: ['tool_use'],
  }));
  return { object: 'list', data };
}

function putScript(scripts: Map<string, RunningScript>, marker: string, steps: Step[]) {
  scripts.set(marker, { steps, requests: [], gates: new EventEmitter(), open: new Set() });
  return {};
}

function openGate({ gates, open }: RunningScript, gate: string) {
  open.add(gate);
  gates.emit(gate);
  return {};
}

async function complete(scripts: Map<string, RunningScript>, request: ModelRequest, response: ServerResponse) {
  const marker = /script-[0-9a-f-]{36}/.exec(JSON.stringify(request.messages))?.[0] ?? '';
  const script = scripts.get(marker);
  if (script === undefined) return refuse(response, 400, 'no message holds the marker of a script');
  const count = script.requests.push(request);
  const step = script.steps[count - 1] ?? { text: 'done' };
  if (step.delayMs !== undefined) await sleep(step.delayMs);
  await pass(script, step.waitFor);
  if ('error' in step) return refuse(response, step.error.status, step.error.message);
  if (request.stream !== true) return json(response, chatCompletion(step, request.model, count));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [index, chunk] of chatCompletionChunks(step, request.model, count).entries()) {
    // The first chunk has no text.
    if (index === 2) await pass(script, step.waitMidway);
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
  return response.end('data: [DONE]\n\n');
}

/** Waits until a gate is open. */
async function pass({ gates, open }: RunningScript, gate: string | undefined) {
  if (gate !== undefined && !open.has(gate)) await once(gates, gate);
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function json(response: ServerResponse, body: object, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Responds with an error in OpenAI's format. */
function refuse(response: ServerResponse, status: number, message: string) {
  json(response, { error: { message, type: 'scripted_error', param: null, code: null } }, status);
}
