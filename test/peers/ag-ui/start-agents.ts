import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPythonEnvironment } from '../python-environments.ts';
import { freePort, type ServerProcess, startServerProcess } from '../server-process.ts';
import { agUIEnvironment } from './environment.ts';

/** An agent in Python that speaks AG-UI. Its scripted model needs no network. */
export interface PythonAgent extends ServerProcess {
  /** Where it takes the runs of AG-UI. */
  readonly url: string;
  /** Returns the calls of the agent's own tools that ran since it started, in order. */
  ran(): Promise<readonly { readonly name: string; readonly input: object }[]>;
}

/** What the model does for one request. */
export type PythonStep =
  | { readonly text: readonly string[] }
  | { readonly text?: readonly string[]; readonly calls: readonly ScriptedCall[] }
  /** Answers with the results that the model sees in the conversation, as JSON. */
  | { readonly report: true };

interface ScriptedCall {
  /** Unique in its conversation. */
  readonly id: string;
  readonly name: string;
  readonly input?: object;
}

/** The steps of the model after each text that the user may send. */
export type PythonScripts = Readonly<Record<string, readonly PythonStep[]>>;

/**
 * Starts an agent of pydantic-ai. Its own tools are `weather({ city })`, `book_room({ city })`, which must be approved,
 * `fail({ reason })`, which asks the model to try again, and `crash({ reason })`, which ends the run.
 *
 * @throws Error if its Python environment is missing.
 */
export function startPydanticAgent(scripts: PythonScripts): Promise<PythonAgent> {
  return start('pydantic_agent.py', scripts);
}

/**
 * Starts a LangGraph agent behind ag-ui-langgraph. Its own tools are those of the agent of pydantic-ai, and `ask_city({})`, which
 * asks a question that is not about a call.
 *
 * @throws Error if its Python environment is missing.
 */
export function startLangGraphAgent(scripts: PythonScripts): Promise<PythonAgent> {
  return start('langgraph_agent.py', scripts);
}

async function start(file: string, scripts: PythonScripts): Promise<PythonAgent> {
  const found = await findPythonEnvironment(agUIEnvironment);
  if (found.missing !== undefined) throw new Error(found.missing);
  const url = `http://127.0.0.1:${await freePort()}`;
  const read = () => fetch(`${url}/ran`);
  const server = await startServerProcess(() => ({
    title: `The agent of ${file}`,
    command: join(found.folder, 'bin/python'),
    args: [fileURLToPath(new URL(file, import.meta.url)), new URL(url).port],
    env: { SCRIPTS: JSON.stringify(scripts), PYTHONPYCACHEPREFIX: join(found.folder, 'compiled') },
    ready: async () => (await read()).ok,
  }));
  return { ...server, url, ran: async () => (await read()).json() };
}
