import type { LanguageModel } from 'ai';
import { major } from './major.js';

/** A call that the model makes. `input` may be JSON text, so that it can be malformed. */
export interface ScriptedCall {
  readonly id?: string;
  readonly name: string;
  readonly input?: unknown;
  /** The pieces in which the input's text is streamed. */
  readonly pieces?: readonly string[];
  readonly providerMetadata?: object;
}

/** What the model thinks or says in a turn in which it also calls tools. */
interface ScriptedText {
  readonly type: 'reasoning' | 'text';
  readonly text: string;
  readonly providerMetadata?: object;
}

type Turn = readonly (ScriptedCall | ScriptedText)[] | string;

/** A tool result as the model received it. */
export interface SeenOutput {
  readonly type: string;
  readonly value?: unknown;
  readonly reason?: string;
}

interface Prompted {
  readonly prompt: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly name: string; readonly description?: string; readonly inputSchema: unknown }[];
}

type Major = typeof major;

const usageOf = (major: Major) =>
  major === 5
    ? { inputTokens: 1, outputTokens: 1, totalTokens: 2 }
    : { inputTokens: { total: 1 }, outputTokens: { total: 1 } };

/**
 * A model that answers each turn with the given calls or text, then with `done`. It implements the specification of the
 * tested major, so that its prompts are not converted to an older one.
 */
export function scriptedModel(...turns: readonly Turn[]) {
  return scriptedModelOf(major, ...turns);
}

/** The same model with the specification of any major. */
export function scriptedModelOf(major: Major, ...turns: readonly Turn[]) {
  const usage = usageOf(major);
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
  const prompts: Prompted[] = [];
  const next = (prompted: Prompted) => {
    const turn = turns[prompts.length] ?? 'done';
    prompts.push(prompted);
    return typeof turn === 'string'
      ? { content: [{ type: 'text' as const, text: turn }], finishReason: toFinishReason(major, 'stop') }
      : { content: turn.map(toContent), finishReason: toFinishReason(major, 'tool-calls') };
  };
  const model = {
    specificationVersion: { 5: 'v2', 6: 'v3', 7: 'v4' }[major],
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: { '*/*': [/^https:/] },
    doGenerate: async (prompted: Prompted) => ({ ...next(prompted), usage, warnings: [] }),
    doStream: async (prompted: Prompted) => {
      const turn = turns[prompts.length];
      const { content, finishReason } = next(prompted);
      const parts = content.flatMap((part): object[] =>
        part.type === 'tool-call' ? [...piecesOf(turn, part), part] : streamedText(part),
      );
      const all = [{ type: 'stream-start', warnings: [] }, ...parts, { type: 'finish', finishReason, usage }];
      return { stream: streamOf(all) };
    },
  };
  return { model: model as unknown as LanguageModel, prompts, saw: () => sawOutputs(prompts) };
}

function piecesOf(turn: Turn | undefined, { toolCallId, toolName }: ReturnType<typeof toToolCall>) {
  const calls = typeof turn === 'object' ? turn.filter(isCall) : [];
  const pieces = calls.find((call) => toToolCall(call).toolCallId === toolCallId)?.pieces ?? [];
  if (pieces.length === 0) return [];
  return [
    { type: 'tool-input-start', id: toolCallId, toolName },
    ...pieces.map((delta) => ({ type: 'tool-input-delta', id: toolCallId, delta })),
    { type: 'tool-input-end', id: toolCallId },
  ];
}

function toFinishReason(major: Major, unified: 'stop' | 'tool-calls') {
  return major === 5 ? unified : { unified, raw: undefined };
}

function streamOf(parts: readonly object[]): ReadableStream<object> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}

function isCall(part: ScriptedCall | ScriptedText): part is ScriptedCall {
  return 'name' in part;
}

function toContent(part: ScriptedCall | ScriptedText) {
  return isCall(part) ? toToolCall(part) : part;
}

function streamedText({ type, text, providerMetadata }: ScriptedText): object[] {
  return [
    { type: `${type}-start`, id: type },
    { type: `${type}-delta`, id: type, delta: text },
    { type: `${type}-end`, id: type, providerMetadata },
  ];
}

function toToolCall({ name, input = {}, id = `call_${name}`, providerMetadata }: ScriptedCall) {
  return {
    type: 'tool-call' as const,
    toolCallId: id,
    toolName: name,
    input: typeof input === 'string' ? input : JSON.stringify(input),
    ...(providerMetadata && { providerMetadata }),
  };
}

/** The tool results in the last prompt, by call id. */
function sawOutputs(prompts: readonly Prompted[]): Record<string, SeenOutput> {
  const messages = prompts.at(-1)?.prompt.filter(({ role }) => role === 'tool') ?? [];
  const results = messages.flatMap(({ content }) => content as { toolCallId: string; output: SeenOutput }[]);
  return Object.fromEntries(results.map(({ toolCallId, output }) => [toolCallId, output]));
}
