/** The answer that a model reads after a tool call, in either framework. */
import type { Tool } from 'ai';
import type { ConvertibleTool } from 'toolferry/langchain';
import { aiMajors } from './ai-majors.ts';

export interface Answer {
  readonly failed: boolean;
  readonly text: string;
}

export async function answerInLangChain(tool: ConvertibleTool, args: object): Promise<Answer> {
  const message = (await tool
    .invoke({ type: 'tool_call', id: 'c1', name: tool.name, args: structuredClone(args) })
    .catch(failure)) as Answer & { readonly status?: string };
  return { failed: message.failed ?? message.status === 'error', text: message.text };
}

export async function answerInAISDK(tool: Tool, args: object): Promise<Answer> {
  const { validate } = aiMajors[7].asSchema(tool.inputSchema);
  const input = structuredClone(args);
  const checked = (await validate?.(input)) ?? { success: true, value: input };
  if (!checked.success) return { failed: true, text: `refused: ${checked.error.message}` };
  const options = { toolCallId: 'c1', messages: [], context: {} };
  try {
    const output: unknown = await tool.execute?.(checked.value, options as never);
    const shown = await tool.toModelOutput?.({ toolCallId: 'c1', input: checked.value, output });
    return { failed: false, text: shown ? textOf(shown) : textOf(plain(output)) };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Answer {
  return { failed: true, text: (error as Error).message.split('\n')[0] ?? '' };
}

/** Converts an output as the AI SDK does for a tool without `toModelOutput`. */
function plain(value: unknown): ModelOutput {
  return typeof value === 'string' ? { type: 'text', value } : { type: 'json', value };
}

interface ModelOutput {
  readonly type: string;
  readonly value?: unknown;
}

function textOf({ type, value }: ModelOutput): string {
  if (type === 'text') return value as string;
  // LangChain converts no value to an empty string, and the AI SDK to null.
  if (type === 'json') return value == null ? '' : JSON.stringify(value);
  return (value as readonly { readonly text?: string }[]).map(({ text = '' }) => text).join('');
}
