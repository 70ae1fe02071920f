import { randomUUID } from 'node:crypto';
import type { ScriptedCall, Step } from './script.ts';

type Said = Exclude<Step, { error: unknown }>;

const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

interface Answer {
  readonly text: string | null;
  readonly calls: readonly ReturnType<typeof toolCall>[];
  readonly finish: 'stop' | 'tool_calls';
}

/** A step as the body of a chat completion. */
export function chatCompletion(step: Said, model: string, count: number): object {
  const { text, calls, finish } = answer(step, count);
  const reasoning = step.reasoning && { reasoning_content: step.reasoning };
  const message = { role: 'assistant', content: text, ...reasoning, ...(calls.length > 0 && { tool_calls: calls }) };
  return {
    ...head(model, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: finish, logprobs: null }],
    usage,
  };
}

/** A step as the chunks of a streamed chat completion: text, reasoning and arguments come in pieces. */
export function chatCompletionChunks(step: Said, model: string, count: number): object[] {
  const { text, calls, finish } = answer(step, count);
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

function answer(step: Said, count: number): Answer {
  const calls = 'calls' in step ? step.calls.map((call, index) => toolCall(call, `call_${count}_${index + 1}`)) : [];
  return { text: step.text ?? null, calls, finish: calls.length > 0 ? 'tool_calls' : 'stop' };
}

function toolCall({ id, name, arguments: input }: ScriptedCall, ownId: string) {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return { id: id ?? ownId, type: 'function', function: { name, arguments: text } };
}

function head(model: string, object: string) {
  return { id: `chatcmpl-${randomUUID()}`, object, created: Math.floor(Date.now() / 1000), model };
}

/** Cut in three, so that nobody can take a piece for the whole. */
function pieces(text: string): string[] {
  const length = Math.ceil(text.length / 3);
  return length === 0 ? [] : (text.match(new RegExp(`[^]{1,${length}}`, 'gu')) ?? []);
}
