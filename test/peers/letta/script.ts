import { randomUUID } from 'node:crypto';

/** A tool call that the model makes; `arguments` that are a string reach the server as they are, anything else as JSON. */
export interface ScriptedCall {
  /** Default: one of its own. */
  readonly id?: string;
  readonly name: string;
  readonly arguments: unknown;
}

interface Common {
  /** What the model thinks before it answers. */
  readonly reasoning?: string;
  /** Milliseconds before the model answers. Default: 0. */
  readonly delayMs?: number;
  /** The model answers after the test has opened the gate of this name. */
  readonly waitFor?: string;
}

/**
 * What the model does with one request: it says text, calls tools (after a text or without), or refuses. The V1 server
 * asks three times when it is refused with 429 or 5xx, and each time is a step.
 */
export type Step = Common &
  (
    | { readonly text: string }
    | { readonly text?: string; readonly calls: readonly ScriptedCall[] }
    | { readonly error: { readonly status: number; readonly message: string } }
  );

/** A request as the model received it. */
export interface ModelRequest {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly {
    readonly role: string;
    readonly content?: unknown;
    readonly tool_call_id?: string;
    readonly tool_calls?: readonly {
      readonly id: string;
      readonly function: { readonly name: string; readonly arguments: string };
    }[];
  }[];
  readonly tools?:
    | readonly {
        readonly function: { readonly name: string; readonly description?: string; readonly parameters?: unknown };
      }[]
    | null;
  readonly [member: string]: unknown;
}

/** What one agent's model does, one step for each request; after the last step it says "done". */
export interface Script {
  /** The model knows the script by it: it belongs in the agent's system prompt. */
  readonly marker: string;
  /** What the model received so far. */
  requests(): Promise<ModelRequest[]>;
  /** Lets the steps that wait for this gate go on, those to come too. */
  open(gate: string): Promise<void>;
}

/** Gives the scripted model at `url` a script. */
export async function writeScript(url: string, steps: readonly Step[]): Promise<Script> {
  const marker = `script-${randomUUID()}`;
  const at = (path: string) => `${url}/scripts/${marker}${path}`;
  await ask(at(''), { method: 'POST', body: JSON.stringify(steps) });
  return {
    marker,
    requests: async () => (await (await ask(at('/requests'))).json()) as ModelRequest[],
    open: async (gate) => void (await ask(at(`/gates/${encodeURIComponent(gate)}`), { method: 'POST' })),
  };
}

async function ask(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${response.status} of ${url}: ${await response.text()}`);
  return response;
}
