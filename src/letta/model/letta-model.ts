import type { Letta } from '@letta-ai/letta-client';
import { neverAborted } from '../../async/abort-signal.js';
import type { MemberNames } from '../../refuse-unknown.js';
import { checkOptions } from '../rest/check-options.js';
import { openConversation } from '../rest/conversation.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import { toRequestFields } from '../rest/request-fields.js';
import { redactFor, withoutSecrets } from '../rest/without-secrets.js';
import { callWarnings } from './call-warnings.js';
import { collectContent } from './collect-content.js';
import { generate } from './generate.js';
import { cacheKnownAgent } from './known-agent.js';
import type {
  CallOptions,
  CallWarning,
  Finish,
  GeneratedPart,
  ResponseMetadata,
  StreamPart,
} from './language-model-v2.js';
import { provider } from './pause-reference.js';
import type { ReportedServerTools } from './reported-server-tools.js';
import { streamParts } from './stream-parts.js';

export interface LettaModelOptions {
  /** The official client, `new Letta({ … })` of `@letta-ai/letta-client`. */
  readonly client: Letta;
  readonly agentId: string;
  /** A named conversation with the agent. Default: the agent's own. */
  readonly conversationId?: string | undefined;
  /** Fields of every request in addition to its messages and tools: `max_steps`, `override_model`, `override_system`, … */
  readonly request?: LettaRequestFields | undefined;
  /**
   * Which server tools have their calls reported: `all` (default), or only those that the tool set `declared` as a provider's,
   * with an id that starts with `letta.`. `streamText` of ai 5 requires `declared`, because it fails on any other call.
   */
  readonly serverTools?: ReportedServerTools | undefined;
}

const optionNames: MemberNames<LettaModelOptions> = {
  client: 0,
  agentId: 0,
  conversationId: 0,
  request: 0,
  serverTools: 0,
};

/** A Letta agent as `model` of the AI SDK 5, 6 and 7 (a `LanguageModelV2`). */
export interface LettaModel {
  readonly specificationVersion: 'v2';
  readonly provider: string;
  /** The agent's id. */
  readonly modelId: string;
  readonly supportedUrls: Record<string, RegExp[]>;
  doGenerate(options: CallOptions): Promise<{
    content: GeneratedPart[];
    finishReason: Finish['finishReason'];
    usage: Finish['usage'];
    providerMetadata?: NonNullable<Finish['providerMetadata']>;
    response: ResponseMetadata;
    warnings: CallWarning[];
  }>;
  doStream(options: CallOptions): Promise<{ stream: ReadableStream<StreamPart> }>;
}

/**
 * Creates a language model of the AI SDK (5, 6 and 7) from a Letta agent. The AI SDK runs the tools that you pass to it, and
 * reports the calls of the agent's server tools as provider-executed.
 *
 * The agent keeps the conversation, so only the new part of the prompt is sent: the results of calls that it waits for, and
 * the user messages after the last assistant message. A message that is sent again is a new one to the agent. System prompt,
 * model and settings are configured on the server; setting them in a call has no effect and results in a warning.
 *
 * A call without a result in the prompt is answered as failed. A call of a server tool that requires approval is denied
 * (`connectLetta()` can approve it). So no call stays pending when the next message is sent. One request runs at a time per
 * agent and conversation in this process; two generations should not share a conversation.
 *
 * `doGenerate` rejects, and the stream has an error part, with a ToolferryError: `invalid_input` (nothing new in the prompt,
 * or a file that is not an image), `invalid_tool` (a tool with the name of an ungated server tool), `unsupported_agent`,
 * `max_rounds`, or an error of a turn of `connectLetta()`. An abort cancels the run on the server, clears its pending calls,
 * and then rejects with the signal's reason. While the AI SDK runs tools, no request is open: calls that an abort leaves
 * pending then are answered with the next message.
 *
 * @param options.serverTools `all` (default) or `declared`.
 * @throws TypeError without `client` or `agentId`, or for a `request.max_steps` under 2.
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
  checkOptions('lettaModel', options, optionNames);
  const { client, agentId, conversationId, serverTools = 'all' } = options;
  const request = toRequestFields(options.request ?? {});
  const redact = redactFor(client);
  const context = {
    conversation: withoutSecrets(openConversation(client, agentId, conversationId), redact),
    request,
    serverTools,
    knownAgent: cacheKnownAgent(client, agentId, request.override_model),
  };
  return {
    specificationVersion: 'v2',
    provider,
    modelId: agentId,
    supportedUrls: {},
    async doGenerate(call) {
      const { content, add } = collectContent();
      const signal = call.abortSignal ?? neverAborted();
      const { response, finish } = await generate(context, call, signal, (part) => add(redact(part)));
      return { content, ...finish, response, warnings: callWarnings(call) };
    },
    doStream: async (call) => ({
      stream: streamParts(
        (emit, signal) => generate(context, call, signal, (part) => emit(redact(part))),
        callWarnings(call),
        call.abortSignal,
      ),
    }),
  };
}
