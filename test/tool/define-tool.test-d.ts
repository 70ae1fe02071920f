import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { type ClientTool, createBridge, defineTool, type JSONSchema, type ToolContext } from 'toolferry';
import * as v from 'valibot';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

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
expectTypeOf(elsewhere).toEqualTypeOf<ClientTool<{ path: string }>>();

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
