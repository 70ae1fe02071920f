import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import type { PlannedRun } from '../plan.ts';

/**
 * A model that asks for the rounds of a run. It keeps no state: it counts its messages. Each message has an id of its own, and its
 * calls are `call_0`, `call_1`, …, as those of some providers.
 */
export class ScriptedModel extends BaseChatModel {
  readonly #run: PlannedRun;

  constructor(run: PlannedRun) {
    super({});
    this.#run = run;
  }

  override bindTools(): this {
    return this;
  }

  _llmType(): string {
    return 'scripted';
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const round = messages.filter((message) => AIMessage.isInstance(message)).length;
    const calls = this.#run.rounds[round] ?? [];
    const message = new AIMessage({
      content: calls.length === 0 ? 'All is done.' : '',
      tool_calls: calls.map(({ id, tool, delayMs, fails }, index) => ({
        id: `call_${index}`,
        name: tool,
        args: { plan: id, delayMs, fails },
      })),
    });
    return { generations: [{ text: '', message }] };
  }
}
