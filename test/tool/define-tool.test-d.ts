import { toStandardJsonSchema } from '@valibot/to-json-schema';
import type { JSONSchema7 } from 'ai';
import { type } from 'arktype';
import {
  type ClientTool,
  createBridge,
  type DefinedTool,
  defineTool,
  type JSONSchema,
  type NamedTool,
  type RichResult,
  type ToolContext,
  toolResult,
} from 'toolferry';
import * as v from 'valibot';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod3';

const about = { name: 'tool', description: 'A tool' } as const;

// zod 4: the handler receives the parsed value, so defaults are present and transforms are applied.
const fromZod = defineTool({
  ...about,
  inputSchema: z.object({ size: z.number().default(1), when: z.iso.datetime().transform((text) => new Date(text)) }),
  needsApproval: (input) => {
    expectTypeOf(input).toEqualTypeOf<{ size: number; when: Date }>();
    return false;
  },
  handler: (input, context) => {
    expectTypeOf(input).toEqualTypeOf<{ size: number; when: Date }>();
    expectTypeOf(context).toEqualTypeOf<ToolContext>();
    return input.size;
  },
});
expectTypeOf(fromZod.handler).parameter(0).toEqualTypeOf<{ size: number; when: Date }>();
expectTypeOf(fromZod.handler).returns.toEqualTypeOf<number | Promise<number>>();

// ArkType.
const fromArkType = defineTool({
  ...about,
  inputSchema: type({ path: 'string', 'depth?': 'number' }),
  handler: (input) => {
    expectTypeOf(input).toEqualTypeOf<{ path: string; depth?: number }>();
    return input.path;
  },
});

// valibot, wrapped so that it provides its JSON Schema.
const fromValibot = defineTool({
  ...about,
  inputSchema: toStandardJsonSchema(v.object({ path: v.string(), depth: v.optional(v.number(), 3) })),
  handler: (input) => {
    expectTypeOf(input).toEqualTypeOf<{ path: string; depth: number }>();
    return input.depth;
  },
});

// A JSON Schema literal needs no `as const`.
const fromLiteral = defineTool({
  ...about,
  inputSchema: {
    type: 'object',
    properties: {
      path: { type: 'string' },
      lines: { type: 'array', items: { type: 'integer' } },
      mode: { enum: ['read', 'write'] },
    },
    required: ['path', 'mode'],
  },
  handler: (input) => {
    expectTypeOf(input.path).toEqualTypeOf<string>();
    expectTypeOf(input.mode).toEqualTypeOf<'read' | 'write'>();
    expectTypeOf(input.lines?.[0]).toEqualTypeOf<number | undefined>();
    // @ts-expect-error a property that the schema does not have
    input.color;
    return { done: true };
  },
});
expectTypeOf(fromLiteral.handler).returns.toEqualTypeOf<{ done: boolean } | Promise<{ done: boolean }>>();

// A recursive literal.
const recursive = defineTool({
  ...about,
  inputSchema: {
    type: 'object',
    properties: { tree: { $ref: '#/$defs/node' } },
    required: ['tree'],
    $defs: {
      node: {
        type: 'object',
        properties: { label: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } },
        required: ['label'],
      },
    },
  },
  handler: ({ tree }) => {
    expectTypeOf(tree.label).toEqualTypeOf<string>();
    expectTypeOf(tree.children?.[0]?.children?.[0]?.label).toEqualTypeOf<string | undefined>();
    return tree.label;
  },
});

// A schema known only at run time leaves the input unknown; the author may state its type.
const loaded: JSONSchema = JSON.parse('{"type":"object"}');
const wide = defineTool({
  ...about,
  inputSchema: loaded,
  handler: (input) => {
    expectTypeOf(input).toEqualTypeOf<unknown>();
    return null;
  },
});
const annotated = defineTool({ ...about, inputSchema: loaded, handler: (input: { path: string }) => input.path });

// A tool without a handler is headless.
const elsewhere = defineTool({ ...about, inputSchema: z.object({ path: z.string() }) });
expectTypeOf(elsewhere).toEqualTypeOf<NamedTool<{ path: string }, unknown, 'tool', undefined>>();

// Name and namespace are literals; the default namespace is none.
expectTypeOf(fromZod.name).toEqualTypeOf<'tool'>();
expectTypeOf(fromZod.namespace).toEqualTypeOf<undefined>();
const inNamespace = defineTool({ ...about, namespace: 'fs', inputSchema: z.object({}), handler: () => null });
expectTypeOf(inNamespace).toEqualTypeOf<DefinedTool<Record<string, never>, null, 'tool', 'fs'>>();
declare const text: string;
const wideName = defineTool({ name: text, description: text, inputSchema: z.object({}), handler: () => null });
expectTypeOf(wideName.name).toEqualTypeOf<string>();

// A tool with literals is a tool without them.
expectTypeOf(inNamespace).toExtend<DefinedTool<Record<string, never>, null>>();
expectTypeOf(inNamespace).toExtend<ClientTool>();

// An interface that describes JSON Schema is accepted, and leaves the input unknown.
declare const seven: JSONSchema7;
const fromSeven = defineTool({
  ...about,
  inputSchema: seven,
  outputSchema: seven,
  handler: (input) => {
    expectTypeOf(input).toEqualTypeOf<unknown>();
    return 1;
  },
});
expectTypeOf(fromSeven.handler).returns.toEqualTypeOf<unknown>();

// An output schema is the type of the handler's result, which is not parsed: of a Standard Schema its output type.
const withOutput = defineTool({
  ...about,
  inputSchema: z.object({ n: z.number() }),
  outputSchema: z.object({ size: z.number().default(1), kind: z.enum(['file', 'folder']) }),
  handler: ({ n }) => ({ size: n, kind: 'file' }),
});
type Listed = { size: number; kind: 'file' | 'folder' };
expectTypeOf(withOutput.handler).returns.toEqualTypeOf<Listed | Promise<Listed>>();
expectTypeOf(withOutput.outputSchema).toEqualTypeOf<JSONSchema | undefined>();
const withoutInput = defineTool({
  ...about,
  inputSchema: z.object({}),
  outputSchema: z.object({ kind: z.enum(['file', 'folder']) }),
  // The compiler reads a handler without parameters before the schema, and widens its literals.
  handler: async () => ({ kind: 'file' as const }),
});
expectTypeOf(withoutInput.handler).returns.toEqualTypeOf<
  { kind: 'file' | 'folder' } | Promise<{ kind: 'file' | 'folder' }>
>();
const withLiteral = defineTool({
  ...about,
  inputSchema: { type: 'object' },
  outputSchema: { type: 'object', properties: { size: { type: 'number' } }, required: ['size'] },
  handler: () => ({ size: 1 }),
});
expectTypeOf(withLiteral.handler).returns.toEqualTypeOf<{ size: number } | Promise<{ size: number }>>();
const anything = defineTool({
  ...about,
  inputSchema: z.object({}),
  outputSchema: z.object({ size: z.number() }),
  handler: () => JSON.parse('{}'),
});
expectTypeOf(anything.handler).returns.toEqualTypeOf<{ size: number } | Promise<{ size: number }>>();

// `toolResult()` is possible too, and then part of the type.
const rich = defineTool({
  ...about,
  inputSchema: z.object({ n: z.number() }),
  outputSchema: z.object({ size: z.number() }),
  handler: ({ n }) => (n > 0 ? { size: n } : toolResult({ error: { message: 'Too small' } })),
});
expectTypeOf(rich.handler).returns.toEqualTypeOf<
  { size: number } | RichResult | Promise<{ size: number } | RichResult>
>();

// A tool without a handler has the output of its schema.
const headlessOutput = defineTool({
  ...about,
  inputSchema: z.object({}),
  outputSchema: z.object({ city: z.string() }),
});
expectTypeOf(headlessOutput).toEqualTypeOf<NamedTool<Record<string, never>, { city: string }, 'tool', undefined>>();

// Tools of different schema kinds fit in one array and one bridge.
const tools: ClientTool[] = [fromZod, fromArkType, fromValibot, fromLiteral, recursive, wide, annotated, elsewhere];
createBridge({ tools });
createBridge({ tools: [fromZod, fromArkType, fromValibot, fromLiteral, recursive, wide, annotated, elsewhere] });

// @ts-expect-error a tool has a description
defineTool({ name: 'tool', inputSchema: loaded });
// @ts-expect-error a tool has an input schema
defineTool({ ...about, handler: () => null });
// @ts-expect-error a string is not a schema
defineTool({ ...about, inputSchema: 'object' });
// @ts-expect-error the handler expects another input than the schema describes
defineTool({ ...about, inputSchema: z.object({ path: z.string() }), handler: (input: { path: number }) => input });
// @ts-expect-error the handler returns something else than the output schema describes
defineTool({ ...about, inputSchema: z.object({}), outputSchema: z.object({ size: z.number() }), handler: () => 'a' });
defineTool({
  ...about,
  inputSchema: z.object({ n: z.number() }),
  outputSchema: { type: 'object', properties: { size: { type: 'number' } }, required: ['size'] },
  // @ts-expect-error the handler returns something else than the output schema describes
  handler: ({ n }) => ({ size: `${n}` }),
});
// @ts-expect-error zod 3 must be wrapped
defineTool({ ...about, inputSchema: z3.object({}) });
// @ts-expect-error valibot must be wrapped
defineTool({ ...about, inputSchema: v.object({}) });
// @ts-expect-error valibot must be wrapped
defineTool({ ...about, inputSchema: {}, outputSchema: v.object({}) });
// @ts-expect-error an array is not a schema
defineTool({ ...about, inputSchema: [] });
