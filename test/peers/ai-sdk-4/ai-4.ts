/** ai 4 with the oldest and the newest zod that it accepts, and a second copy of the functions that make tools of ai 7. */
import { generateText, type Tool } from 'ai-v4';

export { jsonSchema, tool } from 'ai-v4';
export * as providerUtilsCopy from 'provider-utils-copy';
export { z } from 'zod';
export { z as oldestZod } from 'zod-3-23';

/** Runs one call in ai 4 alone. Resolves to the schema that it shows and to the answer for the model. */
export async function runInFour(tool: Tool, args: unknown) {
  const prompts: { readonly role: string; readonly content: readonly unknown[] }[][] = [];
  const shown: unknown[] = [];
  const rest = { usage: { promptTokens: 1, completionTokens: 1 }, rawCall: { rawPrompt: null, rawSettings: {} } };
  const call = { toolCallType: 'function', toolCallId: 'c1', toolName: 't', args: JSON.stringify(args) };
  const model = {
    specificationVersion: 'v1',
    provider: 'scripted',
    modelId: 'scripted',
    doGenerate: async ({ prompt, mode }: { prompt: never; mode: { tools: { parameters: unknown }[] } }) => {
      shown.push(mode.tools[0]?.parameters);
      return prompts.push(prompt) === 1
        ? { ...rest, finishReason: 'tool-calls', toolCalls: [call] }
        : { ...rest, finishReason: 'stop', text: 'done' };
    },
  };
  await generateText({ model: model as never, tools: { t: tool }, prompt: 'go', maxSteps: 2 });
  const answer = prompts[1]?.findLast(({ role }) => role === 'tool')?.content[0];
  return { schema: shown[0], answer: answer as { readonly result: unknown; readonly content?: readonly unknown[] } };
}
