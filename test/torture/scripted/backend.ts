import { type Pause, type RunBackend, type RunState, ToolferryError } from 'toolferry';

/** Where the scripted server has a run: at the calls of a round, or at its end. */
export interface ServerState {
  readonly id: string;
  readonly round: number;
  readonly calls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly input: { readonly plan: string; readonly delayMs: number; readonly fails: boolean };
  }[];
  readonly output?: string;
}

/** Creates the backend of the scripted server. Its request is the id of a planned run. */
export function scriptedBackend(url: string): RunBackend<string, string> {
  const look = async (id: string, signal: AbortSignal) =>
    toRunState(await read(await send(`${url}/runs/${id}`, signal)));

  return {
    name: 'scripted',
    start: async (plan, { signal }) => toRunState(await read(await send(`${url}/runs`, signal, { plan }))),
    async resume(pause, answers, { signal, mayRepeat }) {
      const state = mayRepeat ? await look(pause.runId, signal) : undefined;
      if (state !== undefined && !isAt(state, pause)) return state;
      const response = await send(`${url}/runs/${pause.runId}/answers`, signal, answers);
      // The answers of another process, or of a request whose response was lost, were there before these.
      if (response.status === 409) return look(pause.runId, signal);
      return toRunState(await read(response));
    },
  };
}

function isAt(state: RunState<string>, pause: Pause): boolean {
  return state.status === 'paused' && roundOf(state.pause) === roundOf(pause);
}

function roundOf({ state }: Pause): unknown {
  return (state as { readonly round: number }).round;
}

function toRunState({ id, round, calls, output = '' }: ServerState): RunState<string> {
  if (calls === undefined) return { status: 'completed', output };
  return { status: 'paused', pause: { version: 1, backend: 'scripted', runId: id, calls, state: { round } } };
}

async function send(url: string, signal: AbortSignal, body?: unknown): Promise<Response> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return fetch(url, { ...init, signal }).catch(lost);
}

async function read(response: Response): Promise<ServerState> {
  const text = await response.text().catch(lost);
  if (response.ok) return JSON.parse(text) as ServerState;
  throw new ToolferryError('server_error', `The scripted server answered ${response.status}: ${text}`);
}

function lost(cause: unknown): never {
  throw new ToolferryError('connection_lost', 'The connection to the scripted server was lost.', { cause });
}
