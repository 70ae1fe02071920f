/** Models that follow a script, for the demos: one for LangChain and one for the AI SDK. */
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import type { LanguageModel, ModelMessage } from 'ai';
import { convertArrayToReadableStream, MockLanguageModelV4 } from 'ai/test';

interface Call {
  readonly id: string;
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** A model's next step: a tool call or the final answer. */
export type Step = Call | { readonly text: string };

/** Returns the next step, given the text of each tool result so far. Several calls are one step. */
export type Script = (results: readonly string[]) => Step | readonly Call[];

export function scriptedLangChainModel(script: Script, steps: number) {
  const respond = (messages: BaseMessage[]) => {
    const { text = '', calls } = next(
      script,
      messages.filter(({ type }) => type === 'tool').map((message) => message.text),
    );
    return new AIMessage({ content: text, tool_calls: calls.map(({ id, name, input }) => ({ id, name, args: input })) });
  };
  const model = fakeModel();
  for (let step = 0; step < steps; step++) model.respond(respond);
  return model;
}

export function scriptedAISDKModel(script: Script): LanguageModel {
  const respond = (prompt: unknown) => {
    const { text, calls } = next(script, toolResultTexts(prompt as ModelMessage[]));
    const unified = calls.length === 0 ? ('stop' as const) : ('tool-calls' as const);
    const toolCalls = calls.map(({ id, name, input }) => ({
      type: 'tool-call' as const,
      toolCallId: id,
      toolName: name,
      input: JSON.stringify(input),
    }));
    return { text, toolCalls, finishReason: { unified, raw: undefined }, usage };
  };
  return new MockLanguageModelV4({
    doGenerate: async ({ prompt }) => {
      const { text, toolCalls, ...end } = respond(prompt);
      return {
        content: text === undefined ? toolCalls : [{ type: 'text', text }],
        ...end,
        warnings: [],
      };
    },
    doStream: async ({ prompt }) => {
      const { text, toolCalls, ...end } = respond(prompt);
      return {
        stream: convertArrayToReadableStream([
          { type: 'stream-start', warnings: [] },
          ...(text === undefined ? toolCalls : streamedText(text)),
          { type: 'finish', ...end },
        ]),
      };
    },
  });
}

function next(script: Script, results: readonly string[]): { text?: string; calls: readonly Call[] } {
  const step = script(results);
  if (!('length' in step)) return 'text' in step ? { text: step.text, calls: [] } : { calls: [step] };
  return { calls: step };
}

function streamedText(text: string) {
  const id = 'text';
  return [
    { type: 'text-start' as const, id },
    { type: 'text-delta' as const, id, delta: text },
    { type: 'text-end' as const, id },
  ];
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
