import { type Answer, type Pause, type RunBackend, type RunState, ToolferryError } from 'toolferry';
import type { RunPosition } from './run-server.ts';

/** The backend of a `RunServer`. It looks where a run is before it answers again. */
export function runBackend(url: string): RunBackend<null, string> {
  const send = async (path: string, body?: unknown): Promise<RunPosition> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${url}/${path}`, init).catch((cause: unknown) => {
      throw new ToolferryError('connection_lost', 'The connection was lost.', { cause });
    });
    if (!response.ok) throw new ToolferryError('conflict', `The server answered ${response.status}.`);
    return (await response.json()) as RunPosition;
  };
  return {
    name: 'server',
    start: async () => stateOf(await send('runs', null)),
    async resume(pause: Pause, answers: readonly Answer[], { mayRepeat }) {
      const now = mayRepeat ? await send(pause.runId) : undefined;
      if (now && now.round !== (pause.state as { readonly round: number }).round) return stateOf(now);
      return stateOf(await send(pause.runId, answers));
    },
  };
}

function stateOf({ id, round, calls, output = '' }: RunPosition): RunState<string> {
  if (calls === undefined) return { status: 'completed', output };
  return { status: 'paused', pause: { version: 1, backend: 'server', runId: id, calls, state: { round } } };
}
