/** Models that follow a script, for the demos: one for LangChain and one for the AI SDK. */
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import type { LanguageModel, ModelMessage } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';

/** A model's next step: a tool call or the final answer. */
export type Step =
  | { readonly id: string; readonly name: string; readonly input: Record<string, unknown> }
  | { readonly text: string };

/** Returns the next step, given the text of each tool result so far. */
export type Script = (results: readonly string[]) => Step;

export function scriptedLangChainModel(script: Script, steps: number) {
  const respond = (messages: BaseMessage[]) => {
    const step = script(messages.filter(({ type }) => type === 'tool').map(({ text }) => text));
    return 'text' in step
      ? new AIMessage(step.text)
      : new AIMessage({ content: '', tool_calls: [{ id: step.id, name: step.name, args: step.input }] });
  };
  const model = fakeModel();
  for (let step = 0; step < steps; step++) model.respond(respond);
  return model;
}

export function scriptedAISDKModel(script: Script): LanguageModel {
  return new MockLanguageModelV4({
    doGenerate: async ({ prompt }) => {
      const step = script(toolResultTexts(prompt as ModelMessage[]));
      return {
        content: [
          'text' in step
            ? { type: 'text', text: step.text }
            : { type: 'tool-call', toolCallId: step.id, toolName: step.name, input: JSON.stringify(step.input) },
        ],
        finishReason: { unified: 'text' in step ? 'stop' : 'tool-calls', raw: undefined },
        usage,
        warnings: [],
      };
    },
  });
}

const usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

function toolResultTexts(prompt: readonly ModelMessage[]): string[] {
  return prompt
    .flatMap((message) => (message.role === 'tool' ? message.content : []))
    .flatMap((part) => (part.type === 'tool-result' && 'value' in part.output ? [String(part.output.value)] : []));
}
