import { ToolferryError } from '../../errors.js';
import { errorMessage } from '../../result/error-message.js';
import { describeIssues } from '../../schema/issues.js';
import { argumentHint } from '../../tool/argument-hint.js';
import type { ClientTool, JSONSchema } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { toExecutionOptions } from '../execution-options.js';
import { readSchema, type SourceSchema } from './read-schema.js';
import { callMethod, type SourceTool, schemaOf } from './source-tool.js';

/** Reads the definition of an AI SDK tool. Rejects with a ToolferryError `invalid_tool` if it cannot be read. */
export async function readSource(
  name: string,
  source: SourceTool,
  context: unknown,
): Promise<Omit<ClientTool, 'name' | 'handler'> & SourceSchema> {
  const isOther = schemaOf(source) === undefined || typeof getProperty(source, 'handler') === 'function';
  const hint = isOther ? argumentHint(source) : undefined;
  if (hint !== undefined) throw cannotConvert(name, '', `it is ${hint}`);
  if (source.type === 'provider' || source.type === 'provider-defined')
    throw cannotConvert(
      name,
      'type',
      'a provider defines it, and only that provider can show and run it. Remove it from the tools to convert',
    );
  if (getProperty(source, Symbol.for('vercel.ai.toolSearch')) === true)
    throw cannotConvert(
      name,
      'execute',
      'only a generation of ai 7 can search its tools. Remove it from the tools to convert',
    );
  const outputSchema = await readOutputSchema(source);
  return {
    description: readDescription(name, source, context),
    ...(await readInput(name, source)),
    ...(outputSchema && { outputSchema }),
    ...readApproval(source, context),
  };
}

/** A description that is a function (ai 7) is called once. */
function readDescription(name: string, source: SourceTool, context: unknown): string {
  if (typeof source.description !== 'function') return (source.description as string | undefined) ?? '';
  try {
    const description = callMethod(source, 'description', { context });
    if (typeof description === 'string') return description;
  } catch {}
  throw cannotConvert(
    name,
    'description',
    'its description is a function that returned no string. If it reads a context, pass the `context` option',
  );
}

async function readInput(name: string, source: SourceTool): Promise<SourceSchema> {
  try {
    return await readSchema(schemaOf(source));
  } catch (error) {
    throw cannotConvert(
      name,
      'inputSchema',
      `its inputSchema cannot be read (${errorMessage(error) ?? 'without a message'})`,
    );
  }
}

/** Validates the user's context as ai 7 does, and fills in its defaults. */
export async function readContext(name: string, { contextSchema }: SourceTool, context: unknown): Promise<unknown> {
  if (contextSchema === undefined || context === undefined) return context;
  const { validate } = await readSchema(contextSchema);
  const validation = await validate?.(context);
  if (validation?.issues)
    throw cannotConvert(name, 'context', `its context is invalid (${describeIssues(validation.issues)})`);
  return validation ? validation.value : context;
}

/** An output schema is documentation only. If it cannot be converted, the tool works without it. */
async function readOutputSchema({ outputSchema }: SourceTool): Promise<JSONSchema | undefined> {
  try {
    return outputSchema === undefined ? undefined : (await readSchema(outputSchema)).inputSchema;
  } catch {
    return undefined;
  }
}

function readApproval(source: SourceTool, defaultContext: unknown): Pick<ClientTool, 'needsApproval'> {
  const { needsApproval } = source;
  if (typeof needsApproval !== 'function') return needsApproval ? { needsApproval: () => true } : {};
  return {
    needsApproval: async (input, context) =>
      (await callMethod(source, 'needsApproval', input, toExecutionOptions(context, defaultContext))) as boolean,
  };
}

function cannotConvert(tool: string, path: string, message: string): ToolferryError {
  const data = [{ tool, issues: [{ path, message }] }];
  return new ToolferryError('invalid_tool', `The AI SDK tool "${tool}" cannot be converted: ${message}.`, { data });
}
