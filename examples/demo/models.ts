/** A real model where there is an API key, else the script; the agents' code is the same. */
import { openai } from '@ai-sdk/openai';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import { ChatOpenAI } from '@langchain/openai';
import type { LanguageModel, ModelMessage } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { nextStep, steps } from './task.ts';

/** The model that is asked, or undefined where the script stands in. */
export const modelName: string | undefined = process.env.OPENAI_API_KEY && (process.env.OPENAI_MODEL ?? 'gpt-5-mini');

export function langChainModel() {
  if (modelName) return new ChatOpenAI({ model: modelName });
  const respond = (messages: BaseMessage[]) => {
    const step = nextStep(messages.filter(({ type }) => type === 'tool').map(({ text }) => text));
    return 'text' in step
      ? new AIMessage(step.text)
      : new AIMessage({ content: '', tool_calls: [{ id: step.id, name: step.name, args: step.input }] });
  };
  const model = fakeModel();
  for (let step = 0; step < steps; step++) model.respond(respond);
  return model;
}

export function aiSDKModel(): LanguageModel {
  if (modelName) return openai.chat(modelName);
  return new MockLanguageModelV4({
    doGenerate: async ({ prompt }) => {
      const step = nextStep(toolResultTexts(prompt as ModelMessage[]));
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
