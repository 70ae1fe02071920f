import type { ToolSet } from 'ai';
import { ToolferryError } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import type { ReadSchema } from '../schema/standard.js';
import { originOf } from '../tool/origin.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, JSONSchema, ToolMetadata } from '../types.js';
import { readSchema } from './read-schema.js';
import { contextOptions, runSource } from './run-source.js';
import { callMethod, type SourceTool } from './source-tool.js';

/** What an AI SDK tool does not say by itself. */
export interface FromOptions {
  /** `web` + `search` is shown as `web_search`. */
  readonly namespace?: string | undefined;
  /** What the policy reads, by the name in the tool set. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
  /** The `context` of ai 7 (`experimental_context` before) for tools that need one, where the caller is not the AI SDK. */
  readonly context?: ((name: string) => unknown) | undefined;
  /** `5`: `toModelOutput` gets the output itself. Default: `{ toolCallId, input, output }`, as in 6 and 7. */
  readonly major?: 5 | undefined;
}

/**
 * Makes an AI SDK tool a client tool, for ATP, LangChain or the AI SDK under a bridge's policy.
 *
 * Its own schema decides about inputs, and `execute` gets the parsed value. Each value that `execute` yields is progress,
 * the last one is the output; what `toModelOutput` says is the content, or the failure. `needsApproval` is the tool's own
 * condition for asking. A tool without `execute` becomes one without handler. Left behind is what has no counterpart:
 * `providerOptions`, `strict`, `inputExamples` and the `onInput…` hooks.
 *
 * A tool that toolferry made comes back as the very client tool it was made from (with another name, or `namespace` or
 * `metadata`, as a copy that has them). Zod 3 and 4.0 schemas are read by `ai` itself, all others without loading it.
 *
 * @param name The tool's name in its tool set.
 * @param options.major `5` for a tool written for ai 5 that has a `toModelOutput`; it cannot be told by looking.
 * @returns Rejects with a ToolferryError `invalid_tool` for tools that a provider defines, for a schema or a description
 * that cannot be read.
 * @example
 * ```ts
 * import { tool } from 'ai';
 * import { fromAISDKTool } from 'toolferry/ai-sdk';
 * import { z } from 'zod';
 *
 * const shout = tool({
 *   description: 'Say it louder',
 *   inputSchema: z.object({ text: z.string() }),
 *   execute: ({ text }) => text.toUpperCase(),
 * });
 * export const clientTool = await fromAISDKTool('shout', shout, { metadata: () => ({ operationType: 'read' }) });
 * ```
 */
export async function fromAISDKTool(
  name: string,
  tool: ToolSet[string],
  { namespace, metadata, context, major }: FromOptions = {},
): Promise<ClientTool> {
  const source: SourceTool = tool;
  const named = { name, namespace, metadata: metadata?.(name) };
  const origin = originOf(source);
  if (origin) return asNamed(origin, named);
  if (source.type === 'provider' || source.type === 'provider-defined')
    throw refusal(name, 'type', 'a provider defines it, and only that provider can show and run it. Leave it out');

  const own = { context: context?.(name), major };
  const outputSchema = await readOutputSchema(source);
  return {
    ...named,
    description: readDescription(name, source, own.context),
    ...(await readInput(name, source)),
    ...(outputSchema && { outputSchema }),
    ...readApproval(source, own.context),
    ...(typeof source.execute === 'function' && {
      handler: (input: unknown, call) => runSource(source, input, call, own),
    }),
  };
}

/** The very tool, unless the caller says something else about it. */
function asNamed(tool: ClientTool, named: Pick<ClientTool, 'name' | 'namespace' | 'metadata'>): ClientTool {
  const { namespace, metadata = tool.metadata } = named;
  if (namespace !== undefined || named.name !== toolName(tool)) return { ...tool, ...named, metadata };
  return metadata === tool.metadata ? tool : { ...tool, metadata };
}

/** A description that is a function (ai 7) is resolved once. */
function readDescription(name: string, source: SourceTool, context: unknown): string {
  if (typeof source.description !== 'function') return (source.description as string | undefined) ?? '';
  try {
    const description = callMethod(source, 'description', { context });
    if (typeof description === 'string') return description;
  } catch {}
  throw refusal(
    name,
    'description',
    'its description is a function that gives no text here. If it reads a context, pass `context`',
  );
}

async function readInput(name: string, { inputSchema }: SourceTool): Promise<ReadSchema> {
  try {
    return await readSchema(inputSchema);
  } catch (error) {
    throw refusal(
      name,
      'inputSchema',
      `its inputSchema cannot be read (${errorMessage(error) ?? 'without a message'})`,
    );
  }
}

/** Only documentation: one that cannot be shown is no reason to refuse a tool that works. */
async function readOutputSchema({ outputSchema }: SourceTool): Promise<JSONSchema | undefined> {
  try {
    return outputSchema === undefined ? undefined : (await readSchema(outputSchema)).inputSchema;
  } catch {
    return undefined;
  }
}

/** Asked before there is a call: its id and messages are not known. */
function readApproval(source: SourceTool, context: unknown): Pick<ClientTool, 'needsApproval'> {
  const { needsApproval } = source;
  if (typeof needsApproval !== 'function') return needsApproval ? { needsApproval: () => true } : {};
  const options = { toolCallId: '', messages: [], ...contextOptions(context) };
  return { needsApproval: async (input) => (await callMethod(source, 'needsApproval', input, options)) as boolean };
}

function refusal(tool: string, path: string, message: string): ToolferryError {
  const data = [{ tool, issues: [{ path, message }] }];
  return new ToolferryError('invalid_tool', `The AI SDK tool "${tool}" cannot be converted: ${message}.`, { data });
}
