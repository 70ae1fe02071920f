import type { Letta } from '@letta-ai/letta-client';
import { neverAborted } from '../../async/abort-signal.js';
import { openConversation } from '../rest/conversation.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import { toRequestFields } from '../rest/request-fields.js';
import { callWarnings } from './call-warnings.js';
import { collectContent } from './collect-content.js';
import { generate } from './generate.js';
import { knownAgent } from './known-agent.js';
import type {
  CallOptions,
  CallWarning,
  ContentPart,
  Finish,
  ResponseMetadata,
  StreamPart,
} from './language-model-v2.js';
import type { ServerTools } from './server-tool-parts.js';
import { streamParts } from './stream-parts.js';
import { provider } from './ticket.js';

export interface LettaModelOptions {
  /** The official client, `new Letta({ … })` of `@letta-ai/letta-client`. */
  readonly client: Letta;
  readonly agentId: string;
  /** A named conversation with the agent; absent: the agent's own. */
  readonly conversationId?: string | undefined;
  /** What every request says beside its messages and tools: `max_steps`, `override_model`, `override_system`, … */
  readonly request?: LettaRequestFields | undefined;
  /**
   * Which calls of the agent's own tools are told: `all` (default), or only those of tools that the tool set `declared` as a
   * provider's, with an id that begins with `letta.`. For `streamText` of ai 5, which fails on any other.
   */
  readonly serverTools?: ServerTools | undefined;
}

/** A Letta agent as `model` of the AI SDK 5, 6 and 7 (a `LanguageModelV2`). */
export interface LettaModel {
  readonly specificationVersion: 'v2';
  readonly provider: string;
  /** The agent's id. */
  readonly modelId: string;
  readonly supportedUrls: Record<string, RegExp[]>;
  doGenerate(options: CallOptions): Promise<{
    content: ContentPart[];
    finishReason: Finish['finishReason'];
    usage: Finish['usage'];
    providerMetadata?: NonNullable<Finish['providerMetadata']>;
    response: ResponseMetadata;
    warnings: CallWarning[];
  }>;
  doStream(options: CallOptions): Promise<{ stream: ReadableStream<StreamPart> }>;
}

/**
 * A Letta agent as a language model of the AI SDK (5, 6 and 7): the AI SDK runs the tools it is given, and shows what the
 * agent's own tools did at the server as provider-executed calls.
 *
 * The agent keeps the conversation, so only what is new in the prompt is sent: the results of calls that it waits for, and
 * the user's messages after the last answer. A message that is sent again is a new one to the agent. Its system prompt,
 * model and settings are the agent's own: what of them a call says has no effect, and is a warning.
 *
 * A call that the prompt has no result for is answered as failed, and a call of a server's tool that waits for approval is
 * denied (`connectLetta()` can approve it): the agent is never left waiting when it is spoken to again. One request runs at
 * a time per agent and conversation in this process; two generations should not share a conversation.
 *
 * `doGenerate` rejects, and the stream has an error part, with a ToolferryError: `invalid_input` (nothing new in the prompt,
 * or a file that is no image), `invalid_tool` (a tool with the name of one that the server runs), `unsupported_agent`,
 * `max_rounds`, or what a turn of `connectLetta()` rejects with. An abort cancels the run at the server, leaves nothing
 * waiting there, and then rejects with the signal's reason. While the AI SDK runs tools no request is under way: calls that
 * an abort leaves then are answered with the next message.
 *
 * @param options.serverTools `all` (default) or `declared`.
 * @throws TypeError for a `request.max_steps` under 2.
 * @example
 * ```ts
 * import { Letta } from '@letta-ai/letta-client';
 * import { generateText, stepCountIs } from 'ai';
 * import { defineTool } from 'toolferry';
 * import { createToolsFromClient } from 'toolferry/ai-sdk';
 * import { lettaModel } from 'toolferry/letta';
 *
 * const now = defineTool({ name: 'now', description: 'The time here', inputSchema: { type: 'object' }, handler: () => new Date() });
 *
 * export async function main(agentId: string): Promise<string> {
 *   const model = lettaModel({ client: new Letta({ baseURL: 'http://localhost:8283' }), agentId });
 *   const tools = createToolsFromClient([now]);
 *   const { text } = await generateText({ model, tools, prompt: 'What time is it here?', stopWhen: stepCountIs(10) });
 *   return text;
 * }
 * ```
 */
export function lettaModel(options: LettaModelOptions): LettaModel {
  const { client, agentId, conversationId, serverTools = 'all' } = options;
  const request = toRequestFields(options.request ?? {});
  const setup = {
    conversation: openConversation(client, agentId, conversationId),
    request,
    serverTools,
    agent: knownAgent(client, agentId, request.override_model),
  };
  return {
    specificationVersion: 'v2',
    provider,
    modelId: agentId,
    supportedUrls: {},
    async doGenerate(call) {
      const { content, add } = collectContent();
      const signal = call.abortSignal ?? neverAborted();
      const { response, finish } = await generate(setup, call, signal, add);
      return { content, ...finish, response, warnings: callWarnings(call) };
    },
    doStream: async (call) => ({
      stream: streamParts((emit, signal) => generate(setup, call, signal, emit), callWarnings(call), call.abortSignal),
    }),
  };
}
