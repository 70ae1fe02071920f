import type { Letta } from '@letta-ai/letta-client';
import type {
  LettaStreamingResponse,
  Message,
  MessageCreateParams,
  Run,
} from '@letta-ai/letta-client/resources/agents/messages';
import type { Step } from '@letta-ai/letta-client/resources/steps/steps';
import { toWellFormed } from '../../unknown.js';
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
  /** Sends a request. The signal closes its connection. */
  post(body: TurnBody, signal: AbortSignal): Promise<TurnStream>;
  /** Streams the events of a background run after a position. */
  follow(from: RunPosition, signal: AbortSignal): Promise<TurnStream>;
  cancel(runId: string): Promise<void>;
  /** Returns the calls that the agent waits for, if any. */
  waiting(): Promise<WaitingRun | undefined>;
  /** Returns the newest active run in this conversation. */
  activeRun(signal?: AbortSignal): Promise<Run | undefined>;
  /** Returns the newest step of a run. */
  newestStep(runId: string, signal?: AbortSignal): Promise<Step | undefined>;
  run(runId: string): Promise<Run>;
  /** Returns the newest message in context that matches and all after it, oldest first; none if no message matches. */
  messagesFrom(matches: (message: Message) => boolean): Promise<readonly Message[]>;
}

export function openConversation(client: Letta, agentId: string, conversationId?: string): Conversation {
  const post = (body: TurnBody, signal: AbortSignal): PromiseLike<TurnStream> =>
    conversationId === undefined
      ? client.agents.messages.create(agentId, { ...body, streaming: true }, { ...longRequest, signal })
      : client.conversations.messages.create(conversationId, { ...body, streaming: true }, { ...longRequest, signal });

  const context = openContext(client, agentId, conversationId);

  return {
    agentId,
    conversationId,
    key: `letta ${client.baseURL} ${agentId} ${conversationId ?? ''}`,
    post: async (body, signal) => post(toWellFormed(body), signal).then(undefined, fail),
    follow: async ({ runId, otid, seqId: starting_after }, signal) =>
      (runId === undefined
        ? client.conversations.messages.stream(
            conversationId ?? 'default',
            { agent_id: agentId, otid, starting_after },
            { ...longRequest, signal },
          )
        : client.runs.messages.stream(runId, { starting_after }, { ...longRequest, signal })
      ).then(undefined, fail),
    cancel: async (runId) =>
      void (await client.agents.messages.cancel(agentId, { run_ids: [runId] }, shortRequest).then(undefined, fail)),
    async waiting() {
      try {
        const request = await context.lastRequest();
        return request && { runId: request.run_id ?? '', calls: requestedCalls(request) };
      } catch (error) {
        return fail(error);
      }
    },
    async activeRun(signal) {
      // Runs of the agent's own conversation have no conversation id and cannot be queried (0.16.8), so they are filtered here.
      const conversation = conversationId && { conversation_id: conversationId };
      const query = { agent_id: agentId, active: true, limit: 50, ...conversation };
      // One page: on SQLite the next one is the first again (0.16.8).
      const isHere = ({ conversation_id }: Run): boolean => (conversation_id ?? undefined) === conversationId;
      const page = client.runs.list(query, { ...shortRequest, signal });
      return page.then((runs) => runs.getPaginatedItems().find(isHere)).catch(fail);
    },
    async newestStep(runId, signal) {
      const query = { order: 'desc' as const, limit: 1 };
      const page = client.runs.steps.list(runId, query, { ...shortRequest, signal });
      return page.then((steps) => steps.getPaginatedItems()[0]).catch(fail);
    },
    run: async (runId) => client.runs.retrieve(runId, shortRequest).then(undefined, fail),
    messagesFrom: (matches) => context.messagesFrom(matches).catch(fail),
  };
}

function fail(error: unknown): never {
  throw toLettaError(error);
}
