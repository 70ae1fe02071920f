import type { LanguageModel } from 'ai';

/** A call as the model asks for it; `input` may be JSON text, to be malformed on purpose. */
export interface ScriptedCall {
  readonly id?: string;
  readonly name: string;
  readonly input?: unknown;
}

/** What a tool result looked like when it was sent to the model. */
export interface SeenOutput {
  readonly type: string;
  readonly value?: unknown;
  readonly reason?: string;
}

interface Prompted {
  readonly prompt: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly name: string; readonly description?: string; readonly inputSchema: unknown }[];
}

const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };

/**
 * A model that answers each turn with the calls or the text it was given, then with `done`. Written to the V2
 * specification, which is the one that ai 5, 6 and 7 all run.
 */
export function scriptedModel(...turns: readonly (readonly ScriptedCall[] | string)[]) {
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
  const prompts: Prompted[] = [];
  const next = (prompted: Prompted) => {
    const turn = turns[prompts.length] ?? 'done';
    prompts.push(structuredClone({ prompt: prompted.prompt, tools: prompted.tools ?? [] }));
    return typeof turn === 'string'
      ? { content: [{ type: 'text' as const, text: turn }], finishReason: 'stop' }
      : { content: turn.map(toToolCall), finishReason: 'tool-calls' };
  };
  const model = {
    specificationVersion: 'v2',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: { '*/*': [/^https:/] },
    doGenerate: async (prompted: Prompted) => ({ ...next(prompted), usage, warnings: [] }),
    doStream: async (prompted: Prompted) => {
      const { content, finishReason } = next(prompted);
      const parts = content.flatMap((part): object[] =>
        part.type === 'text'
          ? [
              { type: 'text-start', id: 't' },
              { type: 'text-delta', id: 't', delta: part.text },
              { type: 'text-end', id: 't' },
            ]
          : [part],
      );
      const all = [{ type: 'stream-start', warnings: [] }, ...parts, { type: 'finish', finishReason, usage }];
      return { stream: streamOf(all) };
    },
  };
  return { model: model as unknown as LanguageModel, prompts, saw: () => sawOutputs(prompts) };
}

function streamOf(parts: readonly object[]): ReadableStream<object> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}

function toToolCall({ name, input = {}, id = `call_${name}` }: ScriptedCall) {
  return {
    type: 'tool-call' as const,
    toolCallId: id,
    toolName: name,
    input: typeof input === 'string' ? input : JSON.stringify(input),
  };
}

/** The tool results in the last prompt, by call id. */
function sawOutputs(prompts: readonly Prompted[]): Record<string, SeenOutput> {
  const messages = prompts.at(-1)?.prompt.filter(({ role }) => role === 'tool') ?? [];
  const results = messages.flatMap(({ content }) => content as { toolCallId: string; output: SeenOutput }[]);
  return Object.fromEntries(results.map(({ toolCallId, output }) => [toolCallId, output]));
}
