import type { XStatic } from 'typebox/schema';
import type { StandardJSONSchema } from '../schema/standard.js';
import type { ApprovalContext, ClientTool, JSONSchema, ToolContext, ToolDefinition } from '../types.js';
import { readAuthored } from './read-authored.js';

/** The type of the handler's input: the schema's parsed value, or the type that the JSON Schema literal describes. */
export type InputOf<Schema> = Schema extends StandardJSONSchema<unknown, infer Output> ? Output : XStatic<Schema>;

/** A tool as its author writes it. */
export interface ToolFields<Schema> extends Omit<ToolDefinition, 'inputSchema'> {
  /** zod >= 4.2, ArkType, valibot wrapped (anything with `~standard.jsonSchema`), or plain JSON Schema. */
  readonly inputSchema: Schema;
  /**
   * A condition for approval in addition to the policy; a string is the reason. It can only make the policy stricter. A
   * condition that throws requires approval.
   */
  needsApproval?(input: InputOf<Schema>, context: ApprovalContext): boolean | string | Promise<boolean | string>;
}

/** A tool that runs in this process. */
export interface DefinedTool<Input, Output> extends ClientTool<Input, Output> {
  handler(input: Input, context: ToolContext): Output | Promise<Output>;
}

/**
 * Defines a tool once, for every agent and server. The handler's input type comes from the schema.
 *
 * With a zod, ArkType or valibot schema the handler receives the parsed value; with plain JSON Schema it receives the input
 * as sent, after validation. A tool without `handler` is headless: its work happens in another process, and the framework's
 * own way of asking for it is used. Throws a TypeError, which names what to write instead, for a schema that does not provide a
 * JSON Schema or that no model can satisfy, and for a field of another library; all other mistakes are reported when the tool is
 * registered.
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
  return { ...fields, ...readAuthored(fields) };
}
