import { randomUUID } from 'node:crypto';
import type { ScriptedCall, Step } from './script.ts';

type SuccessfulStep = Exclude<Step, { error: unknown }>;

const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

interface Completion {
  readonly text: string | null;
  readonly calls: readonly ReturnType<typeof toolCall>[];
  readonly finish: 'stop' | 'tool_calls';
}

/** Returns a step as the body of a chat completion. */
export function chatCompletion(step: SuccessfulStep, model: string, count: number): object {
  const { text, calls, finish } = toCompletion(step, count);
  const reasoning = step.reasoning && { reasoning_content: step.reasoning };
  const message = { role: 'assistant', content: text, ...reasoning, ...(calls.length > 0 && { tool_calls: calls }) };
  return {
    ...head(model, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: finish, logprobs: null }],
    usage,
  };
}

/** Returns a step as the chunks of a streamed chat completion, with text, reasoning and arguments in pieces. */
export function chatCompletionChunks(step: SuccessfulStep, model: string, count: number): object[] {
  const { text, calls, finish } = toCompletion(step, count);
  const chunk = { ...head(model, 'chat.completion.chunk'), usage: null };
  const delta = (content: object) => ({ ...chunk, choices: [{ index: 0, delta: content, finish_reason: null }] });
  return [
    delta({ role: 'assistant', content: text === null ? null : '' }),
    ...pieces(step.reasoning ?? '').map((reasoning_content) => delta({ reasoning_content })),
    ...pieces(text ?? '').map((content) => delta({ content })),
    ...calls.flatMap(({ function: called, ...call }, index) => [
      delta({ tool_calls: [{ index, ...call, function: { ...called, arguments: '' } }] }),
      ...pieces(called.arguments).map((piece) => delta({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]),
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: finish }] },
    { ...chunk, choices: [], usage },
  ];
}

function toCompletion(step: SuccessfulStep, count: number): Completion {
  const calls = 'calls' in step ? step.calls.map((call, index) => toolCall(call, `call_${count}_${index + 1}`)) : [];
  return { text: step.text ?? null, calls, finish: calls.length > 0 ? 'tool_calls' : 'stop' };
}

function toolCall({ id, name, arguments: input }: ScriptedCall, defaultId: string) {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return { id: id ?? defaultId, type: 'function', function: { name, arguments: text } };
}

function head(model: string, object: string) {
  return { id: `chatcmpl-${randomUUID()}`, object, created: Math.floor(Date.now() / 1000), model };
}

/** Splits a string into three pieces, so that no piece is the whole. */
function pieces(text: string): string[] {
  const length = Math.ceil(text.length / 3);
  return length === 0 ? [] : (text.match(new RegExp(`[^]{1,${length}}`, 'gu')) ?? []);
}
