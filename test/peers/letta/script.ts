import { randomUUID } from 'node:crypto';

/** A tool call of the model. `arguments` that are a string reach the server unchanged, anything else as JSON. */
export interface ScriptedCall {
  /** Default: a generated id. */
  readonly id?: string;
  readonly name: string;
  readonly arguments: unknown;
}

interface Common {
  /** The model's reasoning before its answer. */
  readonly reasoning?: string;
  /** Milliseconds before the model answers. Default: 0. */
  readonly delayMs?: number;
  /** The model answers after the test has opened the gate with this name. */
  readonly waitFor?: string;
  /** The model streams the first piece of its answer, and the others after the test has opened the gate with this name. */
  readonly waitMidway?: string;
}

/**
 * The model's response to one request: text, tool calls with or without text, or an error. The V1 server sends a request three
 * times if the response is 429 or 5xx, and each takes a step.
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

/** The responses of one agent's model, one step for each request; after the last step it responds "done". */
export interface Script {
  /** Identifies the script; put it into the agent's system prompt. */
  readonly marker: string;
  /** Returns the requests that the model has received. */
  requests(): Promise<ModelRequest[]>;
  /** Opens a gate for all steps that wait for it now or later. */
  open(gate: string): Promise<void>;
}

/** Registers a script with the scripted model at `url`. */
export async function writeScript(url: string, steps: readonly Step[]): Promise<Script> {
  const marker = `script-${randomUUID()}`;
  const at = (path: string) => `${url}/scripts/${marker}${path}`;
  await request(at(''), { method: 'POST', body: JSON.stringify(steps) });
  return {
    marker,
    requests: async () => (await (await request(at('/requests'))).json()) as ModelRequest[],
    open: async (gate) => void (await request(at(`/gates/${encodeURIComponent(gate)}`), { method: 'POST' })),
  };
}

async function request(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${response.status} from ${url}: ${await response.text()}`);
  return response;
}
