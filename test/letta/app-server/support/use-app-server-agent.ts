import {
  type ConnectLettaAppServerOptions,
  connectLettaAppServer,
  type LettaAppServerConnection,
} from 'toolferry/letta';
import { onTestFinished } from 'vitest';
import type { Script, Step } from '../../../peers/letta/script.ts';
import { useAppServer } from '../../../peers/letta/use-letta.ts';

type Options = Omit<ConnectLettaAppServerOptions, 'url' | 'agent' | 'agentId'>;

export interface AppServerAgent {
  readonly connection: LettaAppServerConnection;
  readonly script: Script;
}

/** The App Server of the test run. Each test creates its agent, whose connection ends with the test. */
export function useAppServerAgent() {
  const server = useAppServer();
  const closed = async (connecting: Promise<LettaAppServerConnection>) => {
    const connection = await connecting;
    onTestFinished(() => connection.close());
    return connection;
  };
  return {
    get url() {
      return server.url;
    },
    async connect(steps: readonly Step[], options: Options = {}): Promise<AppServerAgent> {
      const script = await server.script(steps);
      const agent = { name: 'Tess', model: 'lmstudio/mock-model', system: `You are a test. ${script.marker}` };
      return { script, connection: await closed(connectLettaAppServer({ url: server.url, agent, ...options })) };
    },
    /** Opens another connection to an existing agent. */
    join: (agentId: string, options: Partial<ConnectLettaAppServerOptions> = {}) =>
      closed(connectLettaAppServer({ url: server.url, agentId, ...options })),
  };
}

/** The results that the model was shown, in the order of the conversation. */
export async function toolMessages(script: Script): Promise<unknown[]> {
  const last = (await script.requests()).at(-1);
  return (last?.messages ?? []).filter(({ role }) => role === 'tool').map(({ content }) => content);
}
