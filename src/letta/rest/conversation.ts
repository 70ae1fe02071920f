import type { Letta } from '@letta-ai/letta-client';
import type {
  LettaStreamingResponse,
  Message,
  MessageCreateParams,
  Run,
} from '@letta-ai/letta-client/resources/agents/messages';
import { toLettaError } from '../letta-error.js';
import { type RequestedCall, requestedCalls } from '../requested-calls.js';
import { openContext } from './context.js';
import { long, short } from './request-options.js';

/** What one request says; always streamed. */
export type TurnBody = Omit<MessageCreateParams, 'streaming' | 'stream'>;

/** The events of one request, and a way to stop listening. */
export type TurnStream = AsyncIterable<LettaStreamingResponse> & { readonly controller: AbortController };

/** Calls that the agent waits for, as the server holds them. */
interface Waiting {
  readonly runId: string;
  readonly calls: readonly RequestedCall[];
}

/** An event of a background run. */
export interface RunPosition {
  /** Absent: the run is found by a message that it works on. */
  readonly runId?: string;
  readonly otid: string | null;
  /** 0 before the first. */
  readonly seqId: number;
}

/** One agent, or one named conversation with it, over the official client. What goes wrong is a ToolferryError. */
export interface Conversation {
  readonly agentId: string;
  readonly conversationId: string | undefined;
  /** One name for it in this process: only one turn at a time may run there. */
  readonly key: string;
  post(body: TurnBody): Promise<TurnStream>;
  /** What a background run said after an event, and goes on to say. */
  follow(from: RunPosition): Promise<TurnStream>;
  cancel(runId: string): Promise<void>;
  waiting(): Promise<Waiting | undefined>;
  /** The newest run of the agent here. */
  newestRun(): Promise<Run | undefined>;
  run(runId: string): Promise<Run>;
  /** The newest message in context that `isIt` says yes to, and all after it, oldest first; none if there is no such message. */
  messagesFrom(isIt: (message: Message) => boolean): Promise<readonly Message[]>;
}

export function openConversation(client: Letta, agentId: string, conversationId?: string): Conversation {
  const post = (body: TurnBody): PromiseLike<TurnStream> =>
    conversationId === undefined
      ? client.agents.messages.create(agentId, { ...body, streaming: true }, long)
      : client.conversations.messages.create(conversationId, { ...body, streaming: true }, long);

  const context = openContext(client, agentId, conversationId);

  return {
    agentId,
    conversationId,
    key: `letta ${client.baseURL} ${agentId} ${conversationId ?? ''}`,
    post: async (body) => post(body).then(undefined, fail),
    follow: async ({ runId, otid, seqId: starting_after }) =>
      (runId === undefined
        ? client.conversations.messages.stream(
            conversationId ?? 'default',
            { agent_id: agentId, otid, starting_after },
            long,
          )
        : client.runs.messages.stream(runId, { starting_after }, long)
      ).then(undefined, fail),
    cancel: async (runId) =>
      void (await client.agents.messages.cancel(agentId, { run_ids: [runId] }, short).then(undefined, fail)),
    async waiting() {
      const request = await context.lastRequest().catch(fail);
      return request && { runId: request.run_id ?? '', calls: requestedCalls(request) };
    },
    async newestRun() {
      // The agent's own runs have no conversation, and cannot be asked for (0.16.8): they are picked out here.
      const query = { agent_id: agentId, limit: 50, ...(conversationId && { conversation_id: conversationId }) };
      try {
        for await (const run of client.runs.list(query, short))
          if ((run.conversation_id ?? undefined) === conversationId) return run;
        return undefined;
      } catch (error) {
        return fail(error);
      }
    },
    run: async (runId) => client.runs.retrieve(runId, short).then(undefined, fail),
    messagesFrom: (isIt) => context.messagesFrom(isIt).catch(fail),
  };
}

function fail(error: unknown): never {
  throw toLettaError(error);
}
