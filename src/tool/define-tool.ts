import type { XStatic } from 'typebox/schema';
import { readInputSchema } from '../schema/input-schema.js';
import type { StandardJSONSchema } from '../schema/standard.js';
import type { ApprovalContext, ClientTool, JSONSchema, ToolContext, ToolDefinition } from '../types.js';

/** What the handler gets: the schema's parsed value, or what the JSON Schema literal describes. */
export type InputOf<Schema> = Schema extends StandardJSONSchema<unknown, infer Output> ? Output : XStatic<Schema>;

/** A tool as its author writes it. */
export interface ToolFields<Schema> extends Omit<ToolDefinition, 'inputSchema'> {
  /** zod >= 4.2, ArkType, valibot wrapped (anything with `~standard.jsonSchema`), or plain JSON Schema. */
  readonly inputSchema: Schema;
  /** The author's own condition for asking, beside the policy; a text is the reason. Can only make stricter; a throw is a yes. */
  needsApproval?(input: InputOf<Schema>, context: ApprovalContext): boolean | string | Promise<boolean | string>;
}

/** A tool that runs in this process. */
export interface DefinedTool<Input, Output> extends ClientTool<Input, Output> {
  handler(input: Input, context: ToolContext): Output | Promise<Output>;
}

/**
 * Defines a tool once, for every agent and server. The handler's input type comes from the schema.
 *
 * With a zod, ArkType or valibot schema the handler gets the parsed value; with plain JSON Schema the input as sent, once
 * it is checked. Without `handler` the work happens in another process, and the framework's own way of asking is used.
 * Throws a TypeError for a schema that cannot show a JSON Schema; other mistakes are told when the tool is registered.
 *
 * @example
 * ```ts
 * import { defineTool } from 'toolferry';
 * import { z } from 'zod';
 *
 * export const add = defineTool({
 *   name: 'add',
 *   description: 'Add two numbers',
 *   inputSchema: z.object({ a: z.number(), b: z.number() }),
 *   handler: ({ a, b }) => a + b,
 * });
 * ```
 */
export function defineTool<const Schema extends StandardJSONSchema | JSONSchema, Output>(
  fields: ToolFields<Schema> & { handler(input: InputOf<Schema>, context: ToolContext): Output | Promise<Output> },
): DefinedTool<InputOf<Schema>, Output>;
export function defineTool<const Schema extends StandardJSONSchema | JSONSchema>(
  fields: ToolFields<Schema>,
): ClientTool<InputOf<Schema>>;
export function defineTool(fields: ToolFields<unknown> & Pick<ClientTool, 'handler'>): ClientTool {
  return { ...fields, ...readInputSchema(fields.inputSchema) };
}
