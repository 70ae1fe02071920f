import type { AgentCreateParams } from '@letta-ai/letta-client/resources/agents/agents';
import { race } from '../../async/race.js';
import { offeredTools } from '../../policy/default-policy.js';
import type { Redact } from '../../remote/redact.js';
import type { Bridge } from '../../types.js';
import { requestRefused } from './app-server-error.js';
import { dispatchFrame } from './dispatch-frame.js';
import { toExternalTools } from './external-tools.js';
import type { RuntimeIds, RuntimeStart } from './frames.js';
import { type Link, openLink } from './link.js';
import { type LiveRuntime, openOtherCalls } from './live-runtime.js';
import type { SocketLike } from './open-socket.js';

/** Which runtime to start: with a new agent, or with an existing agent and one of its conversations. */
export type RuntimeChoice =
  | { readonly agent: AgentCreateParams }
  | { readonly agentId: string; readonly conversationId?: string | undefined };

/** The runtime of one connection. It is started on first use, and again after the connection was lost. */
export interface Runtime {
  /** Returns a connected runtime that has the current tools. */
  ready(signal: AbortSignal): Promise<LiveRuntime>;
  /** Registers the current tools if there is a connection; the next connection registers them anyway. */
  registerTools(): Promise<void>;
}

interface RuntimeOptions {
  readonly bridge: Bridge;
  readonly choice: RuntimeChoice;
  readonly create: () => SocketLike;
  readonly closing: AbortSignal;
  readonly redact: Redact;
}

export function createRuntime({ bridge, choice, create, closing, redact }: RuntimeOptions): Runtime {
  let started: RuntimeIds | undefined;
  let opening: Promise<LiveRuntime> | undefined;

  const open = async (lost: LiveRuntime | undefined): Promise<LiveRuntime> => {
    let live: LiveRuntime | undefined;
    const link = await openLink(create, (frame) => live && dispatchFrame(live, frame), redact);
    const close = (): void => void closeAfterTurn(link, live);
    closing.addEventListener('abort', close, { once: true });
    link.lost.addEventListener('abort', () => closing.removeEventListener('abort', close));
    if (closing.aborted) link.close();
    try {
      const tools = toExternalTools(offeredTools(bridge));
      const { success, runtime, agent, error } = await link.request(startFrame(choice, started, tools));
      if (!success || !runtime) throw requestRefused('to start the agent', error);
      started = runtime;
      const otherCalls = openOtherCalls({ bridge, link });
      live = { link, ids: runtime, agent: agent ?? {}, bridge, ...registration(tools), otherCalls };
      // The server would refuse every later turn once a message has met one whose connection was lost (0.34.12).
      if (lost?.current) await link.request({ type: 'abort_message', runtime });
      return live;
    } catch (error) {
      link.close();
      throw error;
    }
  };
  const connect = async (): Promise<LiveRuntime> => {
    const known = await opening?.catch(() => undefined);
    if (known?.link.isOpen()) return known;
    opening = open(known);
    return opening;
  };

  return {
    async ready(signal) {
      const outcome = await race({ signal }, async () => {
        const live = await connect();
        await updateTools(live);
        return live;
      });
      if ('stopped' in outcome) throw signal.reason;
      return outcome.value;
    },
    async registerTools() {
      const live = await opening?.catch(() => undefined);
      if (!live?.link.isOpen()) return;
      await updateTools(live).catch((error: unknown) => {
        if (!live.link.lost.aborted) throw error;
      });
    },
  };
}

/** The longest that closing waits for the server to end the running turn. */
const closeMs = 2_000;

/** Closes a connection when its turn, which the same signal has aborted, was cancelled on the server. */
async function closeAfterTurn(link: Link, live: LiveRuntime | undefined): Promise<void> {
  await race({ timeoutMs: closeMs }, () => live?.sending?.catch(() => {}));
  link.close();
}

function startFrame(choice: RuntimeChoice, started: RuntimeIds | undefined, tools: Tools): RuntimeStart {
  return { type: 'runtime_start', ...whichRuntime(choice, started), mode: 'standard', external_tools: [{ tools }] };
}

function whichRuntime(choice: RuntimeChoice, started: RuntimeIds | undefined) {
  if (started) return { agent_id: started.agent_id, conversation_id: started.conversation_id };
  if ('agent' in choice) return { create_agent: { body: choice.agent, pin_global: false as const } };
  const { agentId, conversationId } = choice;
  return { agent_id: agentId, ...(conversationId !== undefined && { conversation_id: conversationId }) };
}

type Tools = ReturnType<typeof toExternalTools>;

function registration(tools: Tools): Pick<LiveRuntime, 'registered' | 'offered'> {
  return { registered: JSON.stringify(tools), offered: new Set(tools.map(({ name }) => name)) };
}

/** Registers the current tools if they changed. The server processes requests in order, so a later turn has these tools. */
async function updateTools(live: LiveRuntime): Promise<void> {
  const tools = toExternalTools(offeredTools(live.bridge));
  const update = registration(tools);
  if (update.registered === live.registered) return;
  const updates = [{ runtimes: [live.ids], external_tools: [{ tools }] }];
  const { success, error } = await live.link.request({ type: 'runtime_external_tools_update', updates });
  if (!success) throw requestRefused('the tools', error);
  Object.assign(live, update);
}
