/** Models that follow a script, for the demos: one for LangChain and one for the AI SDK. */
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import type { ModelMessage } from 'ai';
import { convertArrayToReadableStream, MockLanguageModelV4 } from 'ai/test';

/** A model's next step: a tool call or the final answer. */
export type Step =
  | { readonly id: string; readonly name: string; readonly input: Record<string, unknown> }
  | { readonly text: string };

/**
 * Returns the next step, given the text of each tool result since the user's last message, and that message. Several calls may be one
 * step.
 */
export type Script = (results: readonly string[], message: string) => Step | readonly Step[];

export function scriptedLangChainModel(script: Script, steps: number) {
  const respond = (messages: BaseMessage[]) => {
    const asked = messages.findLastIndex(({ type }) => type === 'human');
    const results = messages.slice(asked + 1).filter(({ type }) => type === 'tool');
    const parts = [
      script(
        results.map(({ text }) => text),
        messages[asked]?.text ?? '',
      ),
    ].flat();
    return new AIMessage({
      content: parts.map((part) => ('text' in part ? part.text : '')).join(''),
      tool_calls: parts.flatMap((part) => ('text' in part ? [] : [{ id: part.id, name: part.name, args: part.input }])),
    });
  };
  const model = fakeModel();
  for (let step = 0; step < steps; step++) model.respond(respond);
  return model;
}

export function scriptedAISDKModel(script: Script): MockLanguageModelV4 {
  const respond = (prompt: unknown) => {
    const messages = prompt as ModelMessage[];
    const asked = messages.findLastIndex(({ role }) => role === 'user');
    const content = [script(toolResultTexts(messages.slice(asked + 1)), userText(messages[asked]))]
      .flat()
      .map(toContent);
    const isText = content.every(({ type }) => type === 'text');
    return { content, finishReason: { unified: isText ? ('stop' as const) : ('tool-calls' as const), raw: undefined } };
  };
  return new MockLanguageModelV4({
    doGenerate: async ({ prompt }) => ({ ...respond(prompt), usage, warnings: [] }),
    doStream: async ({ prompt }) => {
      const { content, finishReason } = respond(prompt);
      const parts = content.flatMap((part): StreamPart[] => (part.type === 'text' ? streamedText(part.text) : [part]));
      return { stream: convertArrayToReadableStream([...parts, { type: 'finish' as const, finishReason, usage }]) };
    },
  });
}

function toContent(part: Step) {
  if ('text' in part) return { type: 'text' as const, text: part.text };
  return { type: 'tool-call' as const, toolCallId: part.id, toolName: part.name, input: JSON.stringify(part.input) };
}

type StreamPart = Exclude<ReturnType<typeof toContent>, { type: 'text' }> | ReturnType<typeof streamedText>[number];

function streamedText(delta: string) {
  const id = 'text';
  return [
    { type: 'text-start' as const, id },
    { type: 'text-delta' as const, id, delta },
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

function userText(message: ModelMessage | undefined): string {
  const content = message?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
