import { Experimental_Agent as Agent, type LanguageModel, type ModelMessage, stepCountIs, tool } from 'ai';
import { createBridge, type RunBackend } from 'toolferry';
import { type AISDKOutput, type AISDKRequest, aiSDKBackend, createToolsFromClient } from 'toolferry/ai-sdk';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

declare const model: LanguageModel;
const sky = tool({ inputSchema: z.object({ at: z.string() }), execute: async ({ at }) => at });

// The settings of `streamText`, without the conversation.
const backend = aiSDKBackend({
  model,
  system: 'You are brief.',
  temperature: 0,
  tools: { sky, ...createToolsFromClient([]) },
  stopWhen: stepCountIs(3),
  prepareStep: ({ steps }) => ({ toolChoice: steps.length > 1 ? 'none' : 'auto' }),
  onStepFinish: ({ text }) => void text,
});
expectTypeOf(backend).toEqualTypeOf<RunBackend<AISDKRequest, AISDKOutput>>();
// @ts-expect-error The run has the conversation.
aiSDKBackend({ model, prompt: 'go' });
// @ts-expect-error The run has the signal.
aiSDKBackend({ model, abortSignal: AbortSignal.abort() });
// @ts-expect-error An agent needs a model.
aiSDKBackend({ tools: { sky } });

// An agent, or a function.
aiSDKBackend(new Agent({ model, tools: { sky } }));
aiSDKBackend(({ tools }) => new Agent({ model, tools: { ...tools, sky } }));
aiSDKBackend(async ({ tools, key }) => ({ model, tools: { ...tools, sky }, headers: { run: key ?? '' } }));

// A prompt or messages, and what comes back.
const bridge = createBridge();
const messages: ModelMessage[] = [];
expectTypeOf(bridge.run(backend, 'go')).resolves.toEqualTypeOf<AISDKOutput>();
expectTypeOf(bridge.run(backend, messages).then((output) => [...messages, ...output.messages])).resolves.toEqualTypeOf<
  ModelMessage[]
>();
// @ts-expect-error Not an object with a prompt.
bridge.run(backend, { prompt: 'go' });
