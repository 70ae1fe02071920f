import { ToolferryError } from '../../errors.js';
import { errorMessage } from '../../result/error-message.js';
import { describeIssues } from '../../schema/issues.js';
import type { ClientTool, JSONSchema } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { callOptions } from '../call-options.js';
import { readSchema, type SourceSchema } from './read-schema.js';
import { callMethod, type SourceTool, schemaOf } from './source-tool.js';

/** What an AI SDK tool says about itself. Throws a ToolferryError `invalid_tool` where that cannot be read. */
export async function readSource(
  name: string,
  source: SourceTool,
  context: unknown,
): Promise<Omit<ClientTool, 'name' | 'handler'> & SourceSchema> {
  if (source.type === 'provider' || source.type === 'provider-defined')
    throw refusal(name, 'type', 'a provider defines it, and only that provider can show and run it. Leave it out');
  if (getProperty(source, Symbol.for('vercel.ai.toolSearch')) === true)
    throw refusal(name, 'execute', 'only a generation of ai 7 can search its tools. Leave it out');
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

async function readInput(name: string, source: SourceTool): Promise<SourceSchema> {
  try {
    return await readSchema(schemaOf(source));
  } catch (error) {
    throw refusal(
      name,
      'inputSchema',
      `its inputSchema cannot be read (${errorMessage(error) ?? 'without a message'})`,
    );
  }
}

/** The context that the user gives, as ai 7 gives it: checked, with defaults. */
export async function readContext(name: string, { contextSchema }: SourceTool, context: unknown): Promise<unknown> {
  if (contextSchema === undefined || context === undefined) return context;
  const { validate } = await readSchema(contextSchema);
  const validation = await validate?.(context);
  if (validation?.issues) throw refusal(name, 'context', `its context is wrong (${describeIssues(validation.issues)})`);
  return validation ? validation.value : context;
}

/** Only documentation: one that cannot be shown is no reason to refuse a tool that works. */
async function readOutputSchema({ outputSchema }: SourceTool): Promise<JSONSchema | undefined> {
  try {
    return outputSchema === undefined ? undefined : (await readSchema(outputSchema)).inputSchema;
  } catch {
    return undefined;
  }
}

function readApproval(source: SourceTool, own: unknown): Pick<ClientTool, 'needsApproval'> {
  const { needsApproval } = source;
  if (typeof needsApproval !== 'function') return needsApproval ? { needsApproval: () => true } : {};
  return {
    needsApproval: async (input, context) =>
      (await callMethod(source, 'needsApproval', input, callOptions(context, own))) as boolean,
  };
}

function refusal(tool: string, path: string, message: string): ToolferryError {
  const data = [{ tool, issues: [{ path, message }] }];
  return new ToolferryError('invalid_tool', `The AI SDK tool "${tool}" cannot be converted: ${message}.`, { data });
}
