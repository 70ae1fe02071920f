import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';

/** What a model does when it is asked once. */
export interface ModelTurn {
  /** The pieces of its text. */
  readonly text?: readonly string[];
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly input: object }[];
}

/** A model of LangChain that streams one turn each time it is asked, as the models of providers do, and the messages that it saw. */
export function streamingModel(turns: readonly ModelTurn[]) {
  const seen: BaseMessage[][] = [];
  return { model: new StreamingModel(turns, seen), seen };
}

class StreamingModel extends BaseChatModel {
  readonly turns: readonly ModelTurn[];
  readonly seen: BaseMessage[][];

  constructor(turns: readonly ModelTurn[], seen: BaseMessage[][]) {
    super({});
    this.turns = turns;
    this.seen = seen;
  }

  override _llmType(): string {
    return 'streaming';
  }

  override bindTools(): this {
    return this;
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    _options: this['ParsedCallOptions'],
    manager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const turn = this.turns[this.seen.length] ?? { text: ['Done.'] };
    this.seen.push(messages);
    for (const text of turn.text ?? []) {
      const chunk = new ChatGenerationChunk({ text, message: new AIMessageChunk(text) });
      yield chunk;
      await manager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
    }
    for (const [index, { id, name, input }] of (turn.calls ?? []).entries()) {
      const args = JSON.stringify(input);
      for (const piece of [{ id, name, args: args.slice(0, 4) }, { args: args.slice(4) }]) {
        const tool_call_chunks = [{ ...piece, index, type: 'tool_call_chunk' as const }];
        yield new ChatGenerationChunk({ text: '', message: new AIMessageChunk({ content: '', tool_call_chunks }) });
      }
    }
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']) {
    const chunks: ChatGenerationChunk[] = [];
    for await (const chunk of this._streamResponseChunks(messages, options)) chunks.push(chunk);
    return { generations: [chunks.reduce((all, chunk) => all.concat(chunk))] };
  }
}
