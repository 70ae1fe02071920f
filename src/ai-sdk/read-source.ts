import { ToolferryError } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import type { ReadSchema } from '../schema/standard.js';
import type { ClientTool, JSONSchema } from '../types.js';
import { readSchema } from './read-schema.js';
import { contextOptions } from './run-source.js';
import { callMethod, type SourceTool } from './source-tool.js';

/** What an AI SDK tool says about itself. Throws a ToolferryError `invalid_tool` where that cannot be read. */
export async function readSource(
  name: string,
  source: SourceTool,
  context: unknown,
): Promise<Omit<ClientTool, 'name' | 'handler'>> {
  if (source.type === 'provider' || source.type === 'provider-defined')
    throw refusal(name, 'type', 'a provider defines it, and only that provider can show and run it. Leave it out');
  const outputSchema = await readOutputSchema(source);
  return {
    description: readDescription(name, source, context),
    ...(await readInput(name, source)),
    ...(outputSchema && { outputSchema }),
    ...readApproval(source, context),
  };
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
