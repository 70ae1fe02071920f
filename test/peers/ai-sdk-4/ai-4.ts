/** ai 4 as its users have it, with both ends of the zod that it takes; and a second copy of what ai 7 makes tools with. */
import { generateText, type Tool } from 'ai-v4';

export { jsonSchema, tool } from 'ai-v4';
export * as providerUtilsCopy from 'provider-utils-copy';
export { z } from 'zod';
export { z as oldestZod } from 'zod-3-23';

/** What ai 4 itself makes of one call: the schema that it shows, and what the model is answered. */
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
