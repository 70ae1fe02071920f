import { isInteropZodSchema } from '@langchain/core/utils/types';
import { ToolferryError } from '../../errors.js';
import { errorMessage } from '../../result/error-message.js';
import type { ReadSchema } from '../../schema/standard.js';
import { origin } from '../../tool/marks.js';
import { native } from '../../tool/native.js';
import type { ClientTool, ToolMetadata } from '../../types.js';
import { omitUndefined } from '../../unknown.js';
import type { ConvertibleTool } from './convertible-tool.js';
import { invokeTool } from './invoke-tool.js';
import { readMembers } from './read-members.js';
import { readToolSchema } from './read-tool-schema.js';

/** What LangChain tools do not say about themselves. */
export interface FromLangChainOptions {
  readonly namespace?: string | undefined;
  /** Security metadata by the tool's name. A tool's own `metadata` is LangChain's, and says nothing here. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
}

/**
 * A LangChain tool as a client tool, for ATP, Letta or another framework.
 *
 * Takes tools with zod 3, zod 4 and JSON Schema, string tools, `RunnableToolLike`, and headless tools, which become tools
 * without handler. The tool's own schema decides about an input, and LangChain runs it with its callbacks and tracing.
 * Objects stay objects; of `content_and_artifact` the artifact is the output and the content what a model sees; what a
 * generator yields is progress. A `Command` is a failed call, and is applied where the tool comes home to a LangGraph agent:
 * by `createToolsFromClient` of `toolferry/langchain`. There `returnDirect`, `extras`, `tags` and `metadata` are told again
 * too, and content blocks that nobody else knows are what they were.
 *
 * A tool that was made from a client tool gives that very client tool again, or a copy with what the options say (a
 * `namespace` comes before the name as it is shown).
 *
 * @param options.namespace Shown in the name: `fs` + `read` is `fs_read`.
 * @param options.metadata For example `(name) => ({ operationType: writes.has(name) ? 'write' : 'read' })`.
 * @throws ToolferryError `invalid_tool` for what is no such tool, or has a schema that cannot be shown as JSON Schema.
 * @example
 * ```ts
 * import { tool } from '@langchain/core/tools';
 * import { createToolsFromClient } from 'toolferry/ai-sdk';
 * import { fromLangChainTool } from 'toolferry/langchain';
 * import { z } from 'zod';
 *
 * const add = tool(({ a, b }) => a + b, {
 *   name: 'add',
 *   description: 'Add two numbers',
 *   schema: z.object({ a: z.number(), b: z.number() }),
 * });
 * export const tools = createToolsFromClient([fromLangChainTool(add)]);
 * ```
 */
export function fromLangChainTool(
  tool: ConvertibleTool,
  { namespace, metadata }: FromLangChainOptions = {},
): ClientTool {
  if (typeof tool?.invoke !== 'function' || typeof tool.name !== 'string')
    throw refusal(tool, 'invoke', 'it is no LangChain tool that runs here, which has a name and invoke()');
  const given = omitUndefined({ namespace, metadata: metadata?.(tool.name) });
  const known = origin.of(tool);
  if (known)
    return Object.keys(given).length === 0 ? known : { ...known, ...(namespace && { name: tool.name }), ...given };
  const made: ClientTool = {
    name: tool.name,
    description: tool.description ?? '',
    ...given,
    ...readSchema(tool),
    ...(tool.metadata?.headlessTool !== true && {
      handler: (input, context) => invokeTool(tool, input, context),
    }),
  };
  const schema = isInteropZodSchema(tool.schema) ? 'closed' : undefined;
  return native.set(made, { framework: 'langchain', members: readMembers(tool), schema });
}

function readSchema(tool: ConvertibleTool): ReadSchema {
  try {
    return readToolSchema(tool);
  } catch (error) {
    throw refusal(tool, 'schema', errorMessage(error)?.replace(/\.$/, '') ?? 'its schema cannot be read');
  }
}

function refusal(tool: Partial<ConvertibleTool> | undefined, path: string, message: string): ToolferryError {
  const name = String(tool?.name);
  const data = [{ tool: name, issues: [{ path, message }] }];
  return new ToolferryError('invalid_tool', `The LangChain tool "${name}" cannot be converted: ${message}.`, { data });
}
