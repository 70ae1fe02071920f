import * as seven from 'ai';
import * as five from 'ai-v5';
import * as six from 'ai-v6';
import type { LettaModel } from 'toolferry/letta';

Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

/** The properties of a content part that tests read; the majors type parts differently. */
export interface Part {
  readonly type: string;
  readonly text?: string;
  readonly toolCallId?: string;
  readonly toolName?: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly providerExecuted?: boolean;
  readonly dynamic?: boolean;
}

/** The options of `generateText` and `streamText` in addition to model and steps; each major has its types of tools. */
interface Settings {
  readonly model: LettaModel;
  readonly tools?: object;
  readonly prompt?: string;
  readonly messages?: readonly unknown[];
  readonly abortSignal?: AbortSignal;
  readonly [setting: string]: unknown;
}

type Sdk = Pick<typeof seven, 'generateText' | 'streamText' | 'stepCountIs'>;
type Agent = typeof seven.ToolLoopAgent;

/** The majors of the AI SDK in one process. */
export const majors = [
  { major: 5, sdk: five as unknown as Sdk, Agent: five.Experimental_Agent as unknown as Agent },
  { major: 6, sdk: six as unknown as Sdk, Agent: six.ToolLoopAgent as unknown as Agent },
  { major: 7, sdk: seven as Sdk, Agent: seven.ToolLoopAgent },
] as const;

/** Runs `generateText` over as many steps as it takes. */
export async function generate({ stepCountIs, generateText }: Sdk, settings: Settings) {
  const options = { stopWhen: stepCountIs(10), ...settings };
  const result = await generateText(options as unknown as Parameters<typeof generateText>[0]);
  const content = result.steps.flatMap((step) => step.content as readonly Part[]);
  return {
    text: result.text,
    finishReason: result.finishReason,
    steps: result.steps.length,
    totalTokens: result.totalUsage.totalTokens,
    ids: result.steps.map(({ response }) => response.id),
    warnings: (result.warnings ?? []) as readonly object[],
    content,
    partsOf: (type: string) => content.filter((part) => part.type === type),
    /** The messages to store and to send again. */
    messages: responseMessages(result),
  };
}

/** Runs `streamText` over as many steps as it takes and returns its parts in order. Calls `watch` with each as it arrives. */
export async function stream(
  { stepCountIs, streamText }: Sdk,
  settings: Settings,
  watch: (part: Part) => void = () => {},
) {
  const options = { stopWhen: stepCountIs(10), onError: () => {}, ...settings };
  const result = streamText(options as unknown as Parameters<typeof streamText>[0]);
  const parts: Part[] = [];
  for await (const part of result.fullStream as AsyncIterable<Part>) {
    parts.push(part);
    watch(part);
  }
  return { parts, partsOf: (type: string) => parts.filter((part) => part.type === type) };
}

/** ai 7 has the messages of all steps in another property; `response.messages` has those of the last step. */
function responseMessages(result: object): unknown[] {
  if ('responseMessages' in result) return result.responseMessages as unknown[];
  return (result as { response: { messages: unknown[] } }).response.messages;
}
