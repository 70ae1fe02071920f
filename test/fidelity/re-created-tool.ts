/**
 * Re-creates a framework tool from its public members, as code that does not know toolferry would. The new tool keeps no
 * identity and no symbol of toolferry.
 */
import { tool as langChainTool } from '@langchain/core/tools';
import type { Tool } from 'ai';
import type { ConvertibleTool } from 'toolferry/langchain';
import { aiMajors, type Major } from './ai-majors.ts';

type Shown = Pick<ConvertibleTool, 'name' | 'description' | 'schema' | 'invoke'>;

export function recreateLangChainTool({ name, description, schema, invoke }: Shown): ConvertibleTool {
  const run = (args: object, config: object) => invoke({ type: 'tool_call', id: 'c2', name, args }, config);
  return langChainTool(run as never, { name, description, schema } as never) as unknown as ConvertibleTool;
}

export function recreateAISDKTool({ description, inputSchema, outputSchema, execute }: Tool, major: Major): Tool {
  const { asSchema, jsonSchema, tool } = aiMajors[major];
  const { jsonSchema: shown, validate } = asSchema(inputSchema);
  const fields = {
    description,
    inputSchema: jsonSchema(shown, { validate: validate as never }),
    ...(outputSchema && { outputSchema }),
    execute: (input: unknown, options: never) => execute?.(input, options),
  };
  return tool(fields as never) as Tool;
}
