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
import { longRequest, shortRequest } from './request-options.js';

/** The body of one request; its response is always streamed. */
export type TurnBody = Omit<MessageCreateParams, 'streaming' | 'stream'>;

/** The events of one request, with the controller that closes the connection. */
export type TurnStream = AsyncIterable<LettaStreamingResponse> & { readonly controller: AbortController };

/** The calls that the agent waits for, according to the server. */
export interface WaitingRun {
  readonly runId: string;
  readonly calls: readonly RequestedCall[];
}

/** A position among the events of a background run. */
export interface RunPosition {
  /** Absent: `otid` identifies the run. */
  readonly runId?: string;
  /** Identifies a message that the run processes. */
  readonly otid: string | null;
  /** The last event that arrived; 0 if none did. */
  readonly seqId: number;
}

/** One agent, or one named conversation with it, over the official client. Rejects with ToolferryErrors. */
export interface Conversation {
  readonly agentId: string;
  readonly conversationId: string | undefined;
  /** Identifies the conversation in this process, where one turn at a time may run in it. */
  readonly key: string;
  post(body: TurnBody): Promise<TurnStream>;
  /** Streams the events of a background run after a position. */
  follow(from: RunPosition): Promise<TurnStream>;
  cancel(runId: string): Promise<void>;
  /** Returns the calls that the agent waits for, if any. */
  waiting(): Promise<WaitingRun | undefined>;
  /** Returns the newest run in this conversation. */
  newestRun(): Promise<Run | undefined>;
  run(runId: string): Promise<Run>;
  /** Returns the newest message in context that matches and all after it, oldest first; none if no message matches. */
  messagesFrom(matches: (message: Message) => boolean): Promise<readonly Message[]>;
}

export function openConversation(client: Letta, agentId: string, conversationId?: string): Conversation {
  const post = (body: TurnBody): PromiseLike<TurnStream> =>
    conversationId === undefined
      ? client.agents.messages.create(agentId, { ...body, streaming: true }, longRequest)
      : client.conversations.messages.create(conversationId, { ...body, streaming: true }, longRequest);

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
            longRequest,
          )
        : client.runs.messages.stream(runId, { starting_after }, longRequest)
      ).then(undefined, fail),
    cancel: async (runId) =>
      void (await client.agents.messages.cancel(agentId, { run_ids: [runId] }, shortRequest).then(undefined, fail)),
    async waiting() {
      const request = await context.lastRequest().catch(fail);
      return request && { runId: request.run_id ?? '', calls: requestedCalls(request) };
    },
    async newestRun() {
      // Runs of the agent's own conversation have no conversation id and cannot be queried (0.16.8), so they are filtered here.
      const query = { agent_id: agentId, limit: 50, ...(conversationId && { conversation_id: conversationId }) };
      try {
        for await (const run of client.runs.list(query, shortRequest))
          if ((run.conversation_id ?? undefined) === conversationId) return run;
        return undefined;
      } catch (error) {
        return fail(error);
      }
    },
    run: async (runId) => client.runs.retrieve(runId, shortRequest).then(undefined, fail),
    messagesFrom: (matches) => context.messagesFrom(matches).catch(fail),
  };
}

function fail(error: unknown): never {
  throw toLettaError(error);
}
