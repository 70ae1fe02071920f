import { checkOptions as check } from '../../check-options.js';
import { ToolferryError } from '../../errors.js';
import type { MemberNames } from '../../refuse-unknown.js';
import { errorMessage } from '../../result/error-message.js';
import type { ReadSchema } from '../../schema/standard.js';
import { argumentHint } from '../../tool/argument-hint.js';
import { origin } from '../../tool/marks.js';
import { native } from '../../tool/native.js';
import type { ClientTool, ToolMetadata } from '../../types.js';
import { omitUndefined } from '../../unknown.js';
import type { ConvertibleTool } from './convertible-tool.js';
import { invokeTool } from './invoke-tool.js';
import { readNativeMembers } from './read-native-members.js';
import { readToolSchema } from './read-tool-schema.js';
import { shownForms } from './shown-forms.js';

/** Options for converting LangChain tools to client tools. */
export interface FromLangChainOptions {
  /** Shown in the name: `fs` + `read` is `fs_read`. */
  readonly namespace?: string | undefined;
  /**
   * Returns security metadata, by the tool's name. The tool's own `metadata` is LangChain's, and no policy reads it.
   */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
}

const optionNames: MemberNames<FromLangChainOptions> = { namespace: 0, metadata: 0 };

/** Throws a TypeError for an option that does not exist. */
export function checkOptions(caller: string, options: FromLangChainOptions): void {
  check(caller, options, optionNames);
}

/**
 * Converts a LangChain tool to a client tool, for ATP, Letta or another framework.
 *
 * Accepts tools with zod 3, zod 4 and JSON Schema, string tools, `RunnableToolLike`, and headless tools. The tool's own
 * schema validates inputs, and LangChain runs the tool with its callbacks and tracing. Objects remain objects. For
 * `content_and_artifact` the artifact becomes the output, and the content is shown to the model. Values that a
 * generator yields are reported as progress. A `Command` is a failed call in every other framework.
 *
 * The client tool also carries what only LangChain understands, and `createToolsFromClient` of `toolferry/langchain`
 * restores it: `returnDirect`, `extras`, `tags`, `metadata`, provider-specific content blocks, and Commands, which the
 * graph then applies.
 *
 * For a tool that toolferry made, returns the very client tool that it was made from, or with options a copy with those
 * changes (a `namespace` precedes the visible name). If its bridge has a `policy`, returns a copy to which that policy still
 * applies in every other bridge.
 *
 * @param options.namespace Shown in the name: `fs` + `read` is `fs_read`.
 * @param options.metadata For example `(name) => ({ operationType: writes.has(name) ? 'write' : 'read' })`.
 * @throws ToolferryError `invalid_tool` for a value that is not such a tool, and for a schema that cannot be converted
 * to JSON Schema.
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
export function fromLangChainTool(tool: ConvertibleTool, options: FromLangChainOptions = {}): ClientTool {
  checkOptions('fromLangChainTool()', options);
  const { namespace, metadata } = options;
  if (typeof tool?.invoke !== 'function' || typeof tool.name !== 'string') {
    const isNot = 'not a LangChain tool that runs in this process, with a name and invoke()';
    throw cannotConvert(tool, 'invoke', `it is ${argumentHint(tool) ?? isNot}`);
  }
  const changes = omitUndefined({ namespace, metadata: metadata?.(tool.name) });
  const original = origin.of(tool);
  if (original)
    return Object.keys(changes).length === 0
      ? original
      : { ...original, ...(namespace && { name: tool.name }), ...changes };
  const converted: ClientTool = {
    name: tool.name,
    description: tool.description ?? '',
    ...changes,
    ...readSchema(tool),
    ...(tool.metadata?.headlessTool !== true && {
      handler: (input, context) => invokeTool(tool, input, context),
    }),
  };
  const shown = shownForms(tool, converted.inputSchema);
  return native.set(converted, { framework: 'langchain', members: readNativeMembers(tool), shown });
}

function readSchema(tool: ConvertibleTool): ReadSchema {
  try {
    return readToolSchema(tool);
  } catch (error) {
    throw cannotConvert(tool, 'schema', errorMessage(error)?.replace(/\.$/, '') ?? 'its schema cannot be read');
  }
}

function cannotConvert(tool: Partial<ConvertibleTool> | undefined, path: string, message: string): ToolferryError {
  const name = String(tool?.name);
  const data = [{ tool: name, issues: [{ path, message }] }];
  return new ToolferryError('invalid_tool', `The LangChain tool "${name}" cannot be converted: ${message}.`, { data });
}
