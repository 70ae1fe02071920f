import type { ToolSet } from 'ai';
import { type Native, withNative } from '../tool/native.js';
import { originOf } from '../tool/origin.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, ToolMetadata } from '../types.js';
import { isSDKSchema } from './read-schema.js';
import { readSource } from './read-source.js';
import { runSource } from './run-source.js';
import type { SourceTool } from './source-tool.js';

/** What an AI SDK tool does not say by itself. */
export interface FromAISDKOptions {
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
  { namespace, metadata, context, major }: FromAISDKOptions = {},
): Promise<ClientTool> {
  const source: SourceTool = tool;
  const said = sayOnly({ namespace, metadata: metadata?.(name) });
  const origin = originOf(source);
  if (origin) return asSaid(origin, { ...(name !== toolName(origin) && { name, namespace: undefined }), ...said });

  const own = { context: context?.(name), major };
  const made: ClientTool = { name, ...said, ...(await readSource(name, source, own.context)) };
  const native: Native = { framework: 'ai-sdk', members: {}, schema: shownAs(source, made) };
  if (typeof source.execute !== 'function') return withNative(made, native);
  return withNative({ ...made, handler: (input, call) => runSource(source, input, call, own) }, native);
}

/** A schema that was not made by `jsonSchema()`, the AI SDK closes when it shows it. */
function shownAs({ inputSchema }: SourceTool, { validate }: ClientTool): Native['schema'] {
  if (!isSDKSchema(inputSchema)) return 'closed';
  return validate ? undefined : 'unchecked';
}

/** The very tool, unless something else is said about it. */
function asSaid(tool: ClientTool, said: Partial<ClientTool>): ClientTool {
  return Object.keys(said).length === 0 ? tool : { ...tool, ...said };
}

function sayOnly(said: Partial<ClientTool>): Partial<ClientTool> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
