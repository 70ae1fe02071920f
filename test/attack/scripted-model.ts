import type { LanguageModel } from 'ai';

export interface ScriptedCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** A model of the AI SDK that makes these calls, and then says that it is done. */
export function scriptedModel(calls: readonly ScriptedCall[]): LanguageModel {
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
  let turns = 0;
  const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
  return {
    specificationVersion: 'v4',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: async () => {
      turns += 1;
      if (turns > 1)
        return { content: [{ type: 'text', text: 'done' }], finishReason: { unified: 'stop' }, usage, warnings: [] };
      const content = calls.map(({ id, name, input }) => ({
        type: 'tool-call',
        toolCallId: id,
        toolName: name,
        input: JSON.stringify(input),
      }));
      return { content, finishReason: { unified: 'tool-calls' }, usage, warnings: [] };
    },
    doStream: () => Promise.reject(new Error('not used')),
  } as unknown as LanguageModel;
}
