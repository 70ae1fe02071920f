import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { BaseChatModel, type BaseChatModelCallOptions } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { createAgent, tool } from 'langchain';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { langGraphBackend } from 'toolferry/langgraph';
import type { ServeAgent } from './agent.ts';
import type { ReplicaFiles } from './files.ts';
import { reach } from './moments.ts';
import { lookUp, nextTurn, type Seen, type ServerInput, serverTool } from './script.ts';

/** Serves an agent of `createAgent`, whose checkpoints are in PostgreSQL. */
export const serveLangGraph: ServeAgent = (options, { database, files }) => {
  const checkpointer = PostgresSaver.fromConnString(database);
  const model = new ScriptedModel(files);
  const own = tool((input: ServerInput) => lookUp(input, files), {
    name: serverTool.name,
    description: serverTool.description,
    schema: serverTool.inputSchema,
  });
  const backend = langGraphBackend(({ tools }) => createAgent({ model, tools: [own, ...tools], checkpointer }));
  return createAGUIHandler(backend, {
    ...options,
    toRequest: ({ threadId, messages }) => ({ threadId, input: { messages } }),
  });
};

/** Creates the tables of the checkpoints. Two replicas that did this at the same time would disturb each other. */
export async function prepareLangGraph(database: string): Promise<void> {
  const checkpointer = PostgresSaver.fromConnString(database);
  await checkpointer.setup();
  await checkpointer.end();
}

class ScriptedModel extends BaseChatModel {
  readonly #files: ReplicaFiles;

  constructor(files: ReplicaFiles) {
    super({});
    this.#files = files;
  }

  override bindTools(): this {
    return this;
  }

  _llmType(): string {
    return 'scripted';
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const { text, calls } = await nextTurn(readMessages(messages), this.#files);
    const toolCalls = calls.map(({ id, name, input }) => ({ id, name, args: input }));
    return { generations: [{ text, message: new AIMessage({ content: text, tool_calls: toolCalls }) }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    _options: BaseChatModelCallOptions,
    manager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const { text, calls } = await nextTurn(readMessages(messages), this.#files);
    const chunk = new ChatGenerationChunk({ text, message: new AIMessageChunk(text) });
    yield chunk;
    await manager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
    await reach('in mid-stream of the response', this.#files);
    const chunks = calls.map(({ id, name, input }, index) => ({ id, name, args: JSON.stringify(input), index }));
    yield new ChatGenerationChunk({
      text: '',
      message: new AIMessageChunk({ content: '', tool_call_chunks: chunks }),
    });
  }
}

function readMessages(messages: readonly BaseMessage[]): Seen {
  const own = messages.filter((message) => AIMessage.isInstance(message));
  const last = messages.findLastIndex((message) => AIMessage.isInstance(message));
  return {
    question: messages.find((message) => HumanMessage.isInstance(message))?.text ?? '',
    rounds: own.length,
    results: messages
      .slice(last + 1)
      .filter((message) => ToolMessage.isInstance(message))
      .map((message) => ({ toolCallId: message.tool_call_id, text: message.text })),
  };
}
