import type { XStatic } from 'typebox/schema';
import type { RichResult } from '../result/tool-result.js';
import type { AuthorSchema, StandardJSONSchema } from '../schema/standard.js';
import type { ApprovalContext, ClientTool, Outcome, ToolContext, ToolDefinition } from '../types.js';
import { readAuthored } from './read-authored.js';

/** The type of the handler's input: the schema's parsed value, or the type that the JSON Schema literal describes. */
export type InputOf<Schema> = Schema extends StandardJSONSchema<unknown, infer Output> ? Output : XStatic<Schema>;

/** The type of the input as a model sends it, before a Standard Schema parses it. */
export type SentInputOf<Schema> = Schema extends StandardJSONSchema<infer Input, unknown> ? Input : XStatic<Schema>;

/** The type that a handler must return: what the `outputSchema` describes, or `toolResult()`. */
export type ReturnedBy<OutputSchema> = OutputSchema extends undefined
  ? unknown
  : Readable<InputOf<OutputSchema>> | RichResult;

/** The result is only read, so that its arrays and members may be readonly. */
type Readable<Value> = Value extends (...args: never) => unknown
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]: Readable<Value[Key]> }
    : Value;

/** The type of a tool's output by its `outputSchema`; that of a rich result only if the handler returns one. */
type OutputOf<OutputSchema, Returned = never> = OutputSchema extends undefined
  ? unknown
  : InputOf<OutputSchema> | (unknown extends Returned ? never : Extract<Returned, RichResult>);

/** A tool as its author writes it. */
export interface ToolFields<
  Schema,
  Name extends string = string,
  Namespace extends string | undefined = string | undefined,
  OutputSchema = AuthorSchema | undefined,
> extends Omit<ToolDefinition, 'name' | 'namespace' | 'inputSchema' | 'outputSchema'> {
  readonly name: Name;
  /** `fs` + `read` is shown to models as `fs_read`. Default `client`, which is not shown. */
  readonly namespace?: Namespace;
  /** zod >= 4.2, ArkType, valibot wrapped (anything with `~standard.jsonSchema`), or plain JSON Schema. */
  readonly inputSchema: Schema;
  /**
   * The same kinds of schema, as documentation. It is the type of the handler's result: of a Standard Schema its output type
   * (`z.infer`). The result is not parsed, validated or transformed.
   */
  readonly outputSchema?: OutputSchema;
  /**
   * A condition for approval in addition to the policy; a string is the reason. It can only make the policy stricter. A
   * condition that throws requires approval.
   */
  needsApproval?(input: InputOf<Schema>, context: ApprovalContext): boolean | string | Promise<boolean | string>;
  /** Running it twice has the effect of running it once. With a journal, a call that was cut off is run again. */
  readonly idempotent?: boolean | undefined;
  /**
   * With a journal: finds out what became of a call that was cut off. Returns its output if it took effect, `'not-started'` if
   * it never will (the call is then run), and `undefined` if that is unknown.
   */
  lookUpOutcome?(input: InputOf<Schema>, context: ToolContext): Outcome | Promise<Outcome>;
}

declare const sent: unique symbol;

/** A tool that {@link defineTool} returned: its name and the input that a model sends are part of its type. */
export interface NamedTool<
  Input,
  Output = unknown,
  Name extends string = string,
  Namespace extends string | undefined = string | undefined,
  Sent = Input,
> extends ClientTool<Input, Output> {
  readonly name: Name;
  readonly namespace: Namespace;
  /** Only a type. */
  readonly [sent]?: Sent;
}

/** A tool that runs in this process. */
export interface DefinedTool<
  Input,
  Output,
  Name extends string = string,
  Namespace extends string | undefined = string | undefined,
  Sent = Input,
> extends NamedTool<Input, Output, Name, Namespace, Sent> {
  handler(input: Input, context: ToolContext): Output | Promise<Output>;
}

/** The type of the input as a model sends it to a tool. Of a tool that `defineTool` did not return, it is the handler's input. */
export type SentInput<Tool> = Tool extends { readonly name: string; readonly [sent]?: infer Sent }
  ? unknown extends Sent
    ? HandlerInput<Tool>
    : Sent
  : never;

type HandlerInput<Tool> = Tool extends { handler?(input: infer Input, context: ToolContext): unknown }
  ? Input
  : unknown;

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
export function defineTool<
  const Schema extends AuthorSchema,
  Output,
  const Name extends string,
  const Namespace extends string | undefined = undefined,
>(
  fields: ToolFields<Schema, Name, Namespace, undefined> & {
    handler(input: InputOf<Schema>, context: ToolContext): Output | Promise<Output>;
  },
): DefinedTool<InputOf<Schema>, Output, Name, Namespace, SentInputOf<Schema>>;
export function defineTool<
  const Schema extends AuthorSchema,
  const Name extends string,
  const Namespace extends string | undefined = undefined,
  const OutputSchema extends AuthorSchema | undefined = undefined,
>(
  fields: ToolFields<Schema, Name, Namespace, OutputSchema> & { readonly handler?: undefined },
): NamedTool<InputOf<Schema>, OutputOf<OutputSchema>, Name, Namespace, SentInputOf<Schema>>;
// The last one, which accepts every tool with a handler, is the one whose errors the compiler shows.
export function defineTool<
  const Schema extends AuthorSchema,
  const Returned extends ReturnedBy<OutputSchema>,
  const Name extends string,
  const Namespace extends string | undefined = undefined,
  const OutputSchema extends AuthorSchema | undefined = undefined,
>(
  fields: ToolFields<Schema, Name, Namespace, OutputSchema> & {
    handler(input: InputOf<Schema>, context: ToolContext): Returned | Promise<Returned>;
  },
): DefinedTool<InputOf<Schema>, OutputOf<OutputSchema, Returned>, Name, Namespace, SentInputOf<Schema>>;
export function defineTool(
  fields: ToolFields<unknown> & { readonly handler?: ClientTool['handler'] | undefined },
): ClientTool {
  return { ...fields, ...readAuthored(fields) } as ClientTool;
}
