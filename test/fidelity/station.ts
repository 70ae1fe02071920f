/** A tool in one of its forms, as a model sees it: the shown definition, and the verdict on a call. */
import { ToolInputParsingException } from '@langchain/core/tools';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import type { Tool } from 'ai';
import { type ClientTool, createBridge, ToolferryError, toolName } from 'toolferry';
import type { ConvertibleTool } from 'toolferry/langchain';
import { aiMajors, type Major } from './ai-majors.ts';

export interface Station {
  readonly shown: Shown;
  /** Resolves to whether the input was accepted. Rejects if the call failed for another reason. */
  call(input: object): Promise<boolean>;
}

export interface Shown {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
  readonly metadata?: unknown;
}

/** Approves everything, because metadata makes the default policy ask. */
export const approve = () => true;

export function clientStation(tool: ClientTool): Station {
  const { description, inputSchema, outputSchema, metadata } = tool;
  const bridge = createBridge({ tools: [tool], approve });
  const name = toolName(tool);
  return {
    shown: { name, description, inputSchema, outputSchema, metadata },
    async call(input) {
      const { error } = await bridge.execute({ id: 'c1', name, input });
      if (error && error.code !== 'invalid_input') throw new Error(`${error.code}: ${error.message}`);
      return error === undefined;
    },
  };
}

export function langChainStation(tool: ConvertibleTool): Station {
  const { name, description, parameters } = convertToOpenAITool(tool as never).function;
  return {
    shown: { name, description: description ?? '', inputSchema: parameters, metadata: originalMetadata(tool) },
    async call(args) {
      try {
        const message = (await tool.invoke({ type: 'tool_call', id: 'c1', name: tool.name, args })) as Answer;
        if (message.status !== 'error') return true;
        if (message.content.includes('Invalid input')) return false;
        throw new Error(message.content);
      } catch (error) {
        if (isRefusal(error)) return false;
        throw error;
      }
    },
  };
}

interface Answer {
  readonly status?: string;
  readonly content: string;
}

/** Compares by name as well, because there may be two copies of LangChain's core. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof ToolInputParsingException || (error as Error).constructor.name === 'ToolInputParsingException'
  );
}

/** Returns the metadata without the members that LangChain and the adapter add. */
function originalMetadata({ metadata }: ConvertibleTool): unknown {
  const { headlessTool: _, versions: __, ...original } = metadata ?? {};
  return Object.keys(original).length === 0 ? undefined : original;
}

/** Calls a tool as `generateText` does: `execute` gets the value that the schema parsed. */
export async function aiSDKStation(name: string, tool: Tool, major: Major): Promise<Station> {
  const { asSchema } = aiMajors[major];
  const schema = asSchema(tool.inputSchema);
  const outputSchema = tool.outputSchema && (await asSchema(tool.outputSchema).jsonSchema);
  const { metadata } = tool as { metadata?: unknown };
  return {
    shown: {
      name,
      description: (tool.description as string | undefined) ?? '',
      inputSchema: await schema.jsonSchema,
      outputSchema,
      metadata,
    },
    async call(input) {
      const checked = schema.validate ? await schema.validate(input) : { success: true as const, value: input };
      if (!checked.success) return false;
      try {
        await tool.execute?.(checked.value, { toolCallId: 'c1', messages: [] } as never);
        return true;
      } catch (error) {
        if (ToolferryError.isInstance(error) && error.code === 'invalid_input') return false;
        throw error;
      }
    },
  };
}
