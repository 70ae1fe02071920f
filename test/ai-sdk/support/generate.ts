import { generateText, type ModelMessage, stepCountIs, type ToolSet } from 'ai';
import { type ScriptedCall, scriptedModel } from './scripted-model.js';

/** The members of a content part that the tests read. The majors have different types for it. */
export interface Part {
  readonly type: string;
  readonly toolCallId?: string;
  readonly toolName?: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly dynamic?: boolean;
  readonly invalid?: boolean;
  readonly approvalId?: string;
  readonly toolMetadata?: unknown;
}

/** Runs `generateText` with a model that makes these calls, then answers `done`. `settings` are added to its options. */
export async function generate(tools: ToolSet, calls: readonly ScriptedCall[], settings: Record<string, unknown> = {}) {
  const { model, saw, prompts } = scriptedModel(...(calls.length > 0 ? [calls] : []));
  const prompt = 'messages' in settings ? {} : { prompt: 'go' };
  const options = { model, tools, stopWhen: stepCountIs(5), ...prompt, ...settings };
  const result = await generateText(options as unknown as Parameters<typeof generateText>[0]);
  const parts = result.steps.flatMap(({ content }) => content as readonly Part[]);
  const partsOf = (type: string) => parts.filter((part) => part.type === type);
  return {
    text: result.text,
    parts,
    outputs: partsOf('tool-result').map(({ output }) => output),
    errors: partsOf('tool-error').map(({ error }) => error),
    partsOf,
    saw,
    prompts,
    /** The messages to store and to send again. */
    messages: responseMessages(result),
  };
}

/** In ai 7 the messages of all steps have another name, and `response.messages` are those of the last step. */
function responseMessages(result: object): ModelMessage[] {
  if ('responseMessages' in result) return result.responseMessages as ModelMessage[];
  return (result as { response: { messages: ModelMessage[] } }).response.messages;
}
