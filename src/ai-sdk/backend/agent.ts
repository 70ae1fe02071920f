import type { LanguageModel, ModelMessage, streamText, ToolSet } from 'ai';
import { ToolferryError } from '../../errors.js';
import { toolName } from '../../tool/tool-name.js';
import type { RunHost, ToolDefinition } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { toOfferedTools } from './offered-tools.js';

/** The settings of `streamText` without the conversation, which the run has. */
export interface AISDKSettings
  extends Omit<
    Parameters<typeof streamText>[0],
    'model' | 'tools' | 'prompt' | 'messages' | 'abortSignal' | 'stopWhen'
  > {
  readonly model: LanguageModel;
  /** The agent's own tools. One without `execute` is answered by the bridge. */
  readonly tools?: ToolSet | undefined;
  /** When the agent stops although it could continue. It counts the steps since the last pause. Default: after 20 steps. */
  readonly stopWhen?: Parameters<typeof streamText>[0]['stopWhen'];
}

/** An agent of the AI SDK: `ToolLoopAgent` of ai 6 and 7, `Experimental_Agent` of ai 5, or one with the same members. */
export interface AISDKAgent {
  readonly tools: object | undefined;
  stream(options: never): unknown;
}

/** The run that an agent is made for. */
export interface AISDKRun {
  /** The tools that the run offers, without `execute`. */
  readonly tools: ToolSet;
  /** Identifies the run; absent at the start of a run that was given no key. A `thread` for the agent's own tools. */
  readonly key?: string | undefined;
}

/** The source of an agent: settings, an agent, or a function that returns one of them for each start and resume. */
export type AISDKAgentSource =
  | AISDKSettings
  | AISDKAgent
  | ((run: AISDKRun) => AISDKSettings | AISDKAgent | Promise<AISDKSettings | AISDKAgent>);

/** The result of `streamText` and of the agents' `stream`, as far as ai 5, 6 and 7 share it. */
interface StreamedResult {
  /** In ai 7, where `fullStream` is deprecated. */
  readonly stream?: AsyncIterable<object>;
  readonly fullStream: AsyncIterable<object>;
  readonly text: PromiseLike<string>;
  readonly finishReason: PromiseLike<string>;
  readonly steps: PromiseLike<readonly StreamedStep[]>;
  /** In ai 7, where `response` is that of the last step. */
  readonly responseMessages?: PromiseLike<readonly ModelMessage[]>;
  readonly response: PromiseLike<{ readonly messages: readonly ModelMessage[] }>;
}

export interface StreamedStep {
  readonly content: readonly object[];
  readonly usage: object;
}

/** An agent that can be started with a conversation. */
export interface ReadyAgent {
  readonly tools: object;
  stream(messages: readonly ModelMessage[], signal: AbortSignal): Promise<StreamedResult>;
}

/** Returns the agent of a run. Settings get the tools that the run offers; the agent's own tools win. */
export async function agentOf(source: AISDKAgentSource, { tools: definitions, key }: RunHost): Promise<ReadyAgent> {
  if (typeof source === 'function') return ready(await source({ tools: toOfferedTools(definitions), key }));
  if (isAgent(source)) return ready(withAllTools(source, definitions));
  return ready({ ...source, tools: withOwnTools(toOfferedTools(definitions), source.tools) });
}

function ready(agent: AISDKSettings | AISDKAgent): ReadyAgent {
  if (isAgent(agent)) {
    const stream = agent.stream.bind(agent) as (options: object) => StreamedResult | Promise<StreamedResult>;
    return { tools: agent.tools ?? {}, stream: async (messages, abortSignal) => stream({ messages, abortSignal }) };
  }
  return {
    tools: agent.tools ?? {},
    async stream(messages, abortSignal) {
      const { streamText } = await import('ai');
      // The failure rejects the run; by default the AI SDK prints it too.
      const { stopWhen = afterTwentySteps, onError = () => {} } = agent;
      const settings = { ...agent, stopWhen, onError, messages, abortSignal };
      return streamText(settings as unknown as Parameters<typeof streamText>[0]) as unknown as StreamedResult;
    },
  };
}

/** Throws a TypeError for a value that is neither settings, an agent nor a function: a model alone, for instance. */
export function checkSource(source: unknown): void {
  if (typeof source === 'function') return;
  if (typeof getProperty(source, 'stream') === 'function' || getProperty(source, 'model')) return;
  throw new TypeError(
    'aiSDKBackend() expects { model, … }, an agent of the AI SDK, or a function that returns one of them.',
  );
}

function isAgent(source: AISDKSettings | AISDKAgent): source is AISDKAgent {
  return typeof getProperty(source, 'stream') === 'function';
}

/** The default of the AI SDK's agents; that of `streamText` ends after the first call of a tool. */
function afterTwentySteps({ steps }: { readonly steps: readonly unknown[] }): boolean {
  return steps.length >= 20;
}

/**
 * Adds an agent's own tools. Members that are not enumerable stay so: they are tools that the AI SDK must not show, such as
 * blocked ones that wait for an answer.
 */
function withOwnTools(offered: ToolSet, own: ToolSet | undefined): ToolSet {
  return Object.defineProperties(offered, Object.getOwnPropertyDescriptors(own ?? {}));
}

/** The tools of an agent are fixed. Throws if the run offers others, which its model would never see. */
function withAllTools(agent: AISDKAgent, definitions: readonly ToolDefinition[]): AISDKAgent {
  const missing = definitions.map(toolName).filter((name) => !Object.hasOwn(agent.tools ?? {}, name));
  if (missing.length === 0) return agent;
  const message = `The agent does not have the tools of this run: ${missing.join(', ')}. Pass a function that creates it: aiSDKBackend(({ tools }) => new ToolLoopAgent({ …, tools })).`;
  throw new ToolferryError('invalid_tool', message, { data: { toolNames: missing } });
}
