import { Letta } from '@letta-ai/letta-client';
import type { AgentCreateParams } from '@letta-ai/letta-client/resources/agents/agents';
import type { Tool, ToolUpsertParams } from '@letta-ai/letta-client/resources/tools';
import { beforeAll, beforeEach, inject } from 'vitest';
import type { LettaPeers } from './letta-peers.ts';
import { type Script, type Step, writeScript } from './script.ts';
import type { ModelName } from './scripted-model.ts';

interface LettaAgentOptions {
  /** The responses of the agent's model, one step for each request. */
  readonly script: readonly Step[];
  /** Names of server tools. Default: none. */
  readonly tools?: readonly string[];
  /** Whether the model may call several tools in one step. Default: true. */
  readonly parallel?: boolean;
  /** Default: the server's default, `letta_v1_agent`. */
  readonly agentType?: AgentCreateParams['agent_type'];
  /** `mock-model` has a context window of 30,000 tokens, `glm-4.5` of 128,000. Default: `mock-model`. */
  readonly model?: ModelName;
}

interface LettaAgent extends Script {
  readonly id: string;
}

interface LettaPeer {
  readonly baseUrl: string;
  /** The official client, without retries. */
  readonly client: Letta;
  /** Creates an agent whose model runs the script. */
  agent(options: LettaAgentOptions): Promise<LettaAgent>;
  /**
   * Creates a server tool from the Python source of one function with a docstring. The tool has the function's name. All tests
   * of a run share the server's tools, so the name should be unique to the test.
   */
  pythonTool(source: string, options?: Omit<ToolUpsertParams, 'source_code'>): Promise<Tool>;
}

/** Provides the test run's V1 server to the tests of one file or `describe`. Skips them if it is not installed. */
export function useLetta(): LettaPeer {
  const baseUrl = useServer('/v1');
  const client = () => new Letta({ baseURL: baseUrl(), apiKey: 'not-a-key', maxRetries: 0 });
  return {
    get baseUrl() {
      return baseUrl();
    },
    get client() {
      return client();
    },
    async agent({ script: steps, tools, parallel = true, agentType, model = 'mock-model' }) {
      const script = await newScript(steps);
      const { id } = await client().agents.create({
        system: `You are a test. ${script.marker}`,
        model: `openai-proxy/${model}`,
        model_settings: { provider_type: 'openai', parallel_tool_calls: parallel },
        include_base_tools: false,
        ...(tools && { tools: [...tools] }),
        ...(agentType && { agent_type: agentType }),
      });
      return { ...script, id };
    },
    pythonTool: (source, options) => client().tools.upsert({ ...options, source_code: source }),
  };
}

/** Provides the test run's App Server. An agent's script is found by `script.marker` in its system prompt. */
export function useAppServer(): { readonly url: string; script(steps: readonly Step[]): Promise<Script> } {
  const url = useServer('/app-server');
  return {
    get url() {
      return url();
    },
    script: newScript,
  };
}

function useServer(path: string): () => string {
  const peers: LettaPeers = inject('letta');
  let url = '';
  beforeAll(async () => {
    if (peers.missing !== undefined) return;
    const response = await fetch(peers.serversUrl + path);
    url = await response.text();
    if (!response.ok) throw new Error(url);
  });
  beforeEach(({ skip }) => skip(peers.missing !== undefined, peers.missing));
  return () => url;
}

function newScript(steps: readonly Step[]): Promise<Script> {
  const peers: LettaPeers = inject('letta');
  if (peers.missing !== undefined) throw new Error(peers.missing);
  return writeScript(peers.modelUrl, steps);
}
