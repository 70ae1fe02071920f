import { RunnableLambda } from '@langchain/core/runnables';
import { DynamicStructuredTool, DynamicTool, Tool, tool } from '@langchain/core/tools';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { tool as headlessTool } from 'langchain';
import { checkDefinition, createBridge, ToolferryError, toolName } from 'toolferry';
import { fromLangChainTool, fromLangChainTools, toLangChainTool } from 'toolferry/langchain';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { z as z3 } from 'zod3';
import { callConverted } from './support/call-converted.ts';

const named = { name: 'find', description: 'Find something' };
const echo = async (input: unknown) => input;

const node = z.object({
  name: z.string(),
  get children() {
    return z.array(node).default([]);
  },
});

describe('the definition of a converted tool', () => {
  test('a converted tool has the name, description and schema of its source, and nothing else', () => {
    const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] } as const;
    const converted = fromLangChainTool(tool(echo, { ...named, schema, metadata: { operationType: 'destructive' } }));
    expect(JSON.parse(JSON.stringify(converted))).toEqual({ ...named, inputSchema: schema });
    expect(converted.handler).toBeTypeOf('function');
  });

  test('namespace and metadata come from the options, and metadata is called with each name', () => {
    const metadata = vi.fn((name: string) => ({ operationType: name === 'find' ? 'read' : 'write' }));
    const sources = [tool(echo, { ...named, schema: {} }), tool(echo, { ...named, name: 'save', schema: {} })];
    const tools = fromLangChainTools(sources, { namespace: 'files', metadata });
    expect(tools.map(toolName)).toEqual(['files_find', 'files_save']);
    expect(tools.map((each) => each.metadata?.operationType)).toEqual(['read', 'write']);
    expect(metadata.mock.calls).toEqual([['find'], ['save']]);
  });

  test('a tool without a description is converted with an empty one', () => {
    const converted = fromLangChainTool(RunnableLambda.from(echo).asTool({ name: 'bare', schema: z.object({}) }));
    expect(converted.description).toBe('');
    expect(checkDefinition(converted).errors).toEqual([]);
  });

  test.each([
    ['DynamicTool', new DynamicTool({ ...named, func: async (text) => text })],
    ['tool() without a schema', tool(async (text: string) => text, named)],
    ['tool() with a string schema', tool(async (text: string) => text, { ...named, schema: z.string() })],
  ])('a string tool is converted to a tool with one string: %s', async (_, source) => {
    const { inputSchema } = fromLangChainTool(source);
    expect(inputSchema).toEqual({ type: 'object', properties: { input: { type: 'string' } } });
    expect(await callConverted(source, { input: 'hello' })).toMatchObject({ output: 'hello' });
    expect(await callConverted(source, { input: 1 })).toMatchObject({ error: { code: 'invalid_input' } });
  });

  test('a user-defined string tool is converted to a tool with one string', async () => {
    class Shout extends Tool {
      name = 'shout';
      description = 'Say it louder';
      override async _call(text: string) {
        return text.toUpperCase();
      }
    }
    expect(fromLangChainTool(new Shout()).inputSchema).toMatchObject({ properties: { input: { type: 'string' } } });
    expect(await callConverted(new Shout(), { input: 'hello' })).toMatchObject({ output: 'HELLO' });
  });

  test('zod 4: fields with a default are not required, at any depth (mcp-confluent#482, zod#4697)', () => {
    const schema = z.object({ a: z.string().default('x'), deep: z.object({ b: z.number().default(1) }) });
    const { inputSchema } = fromLangChainTool(tool(echo, { ...named, schema }));
    expect(inputSchema.required).toEqual(['deep']);
    expect(inputSchema).toMatchObject({ properties: { deep: { properties: { b: { default: 1 } } } } });
    expect(JSON.stringify(inputSchema)).not.toContain('"required":["b"]');
  });

  test('zod 3 and zod/mini: fields with a default are not required', () => {
    const three = fromLangChainTool(
      new DynamicStructuredTool({ ...named, schema: z3.object({ a: z3.string().default('x') }), func: echo }),
    );
    const small = fromLangChainTool(
      tool(echo, { ...named, schema: mini.object({ a: mini._default(mini.string(), 'x'), b: mini.date() }) }),
    );
    expect(three.inputSchema).toMatchObject({ type: 'object', properties: { a: { default: 'x' } } });
    expect(three.inputSchema.required ?? []).toEqual([]);
    expect(small.inputSchema).toMatchObject({ properties: { a: { default: 'x' }, b: {} }, required: ['b'] });
  });

  test('zod 4: recursion, dates and bigints, which LangChain cannot convert, are converted', async () => {
    const source = tool(echo, {
      ...named,
      schema: z.object({ root: node, since: z.coerce.date(), size: z.coerce.bigint() }),
    });
    const converted = fromLangChainTool(source);
    expect(checkDefinition(converted).errors).toEqual([]);
    expect(converted.inputSchema).toMatchObject({ properties: { since: {}, size: {} } });
    const result = await callConverted(source, {
      root: { name: 'a', children: [{ name: 'b' }] },
      since: '2024-01-02',
      size: 5,
    });
    expect(result.output).toEqual({
      root: { name: 'a', children: [{ name: 'b', children: [] }] },
      since: '2024-01-02T00:00:00.000Z',
      size: '5',
    });
  });

  test('a recursive zod 3 schema is converted to references', () => {
    type Node = { name: string; children: Node[] };
    const recursive: z3.ZodType<Node> = z3.object({ name: z3.string(), children: z3.lazy(() => recursive.array()) });
    const converted = fromLangChainTool(new DynamicStructuredTool({ ...named, schema: recursive, func: echo }));
    expect(JSON.stringify(converted.inputSchema)).toContain('"$ref":"#"');
    expect(checkDefinition(converted).errors).toEqual([]);
  });

  const codec = (input: z.ZodType) => z.object({ value: input });
  test.each<[string, { value: z.ZodType | z3.ZodTypeAny }, unknown, unknown, unknown]>([
    ['a date', { value: z.coerce.date() }, '2024-01-02', '2024-01-02T00:00:00.000Z', 'no date'],
    ['a bigint', { value: z.coerce.bigint() }, '12', '12', 'no number'],
    ['a recursive schema', { value: node }, { name: 'a' }, { name: 'a', children: [] }, { name: 1 }],
    [
      'a Map',
      { value: z.preprocess((v) => new Map(Object.entries(v as object)), z.map(z.string(), z.number())) },
      { a: 1 },
      { a: 1 },
      { a: 'x' },
    ],
    ['a transform to a Set', { value: z.array(z.number()).transform((list) => new Set(list)) }, [1, 1], [1], ['a']],
    ['a pipe into another type', { value: z.string().pipe(z.coerce.number()) }, '7', 7, 7],
    ['a custom check', { value: z.custom<string>((v) => typeof v === 'string' && v.startsWith('a')) }, 'ab', 'ab', 'b'],
    ['zod 3: a date', { value: z3.coerce.date() }, '2024-01-02', '2024-01-02T00:00:00.000Z', 'no date'],
    ['zod 3: a bigint', { value: z3.coerce.bigint() }, '12', '12', 'no number'],
    ['zod 3: a transform', { value: z3.string().transform((text) => text.length) }, 'abc', 3, 3],
    [
      'zod 3: a Map',
      { value: z3.preprocess((v) => new Map(Object.entries(v as object)), z3.map(z3.string(), z3.number())) },
      { a: 1 },
      { a: 1 },
      { a: 'x' },
    ],
  ])('%s is converted, validated and run, here and back in LangChain', async (_, { value }, good, output, bad) => {
    const schema = '_zod' in value ? codec(value) : z3.object({ value });
    const source = new DynamicStructuredTool({ ...named, schema: schema as never, func: async (input) => input });
    const converted = fromLangChainTool(source);
    expect(checkDefinition(converted).errors).toEqual([]);
    expect(converted.inputSchema).toMatchObject({ type: 'object', properties: { value: {} } });
    expect(await callConverted(source, { value: good })).toMatchObject({ output: { value: output } });
    expect(await callConverted(source, { value: bad })).toMatchObject({ error: { code: 'invalid_input' } });
    const made = toLangChainTool(converted);
    expect(convertToOpenAITool(made).function.parameters).toMatchObject(converted.inputSchema);
    expect(await made.invoke({ value: good })).toEqual({ value: output });
  });

  test('dates, bigints, Maps and recursive schemas, which LangChain cannot convert, are converted', () => {
    const list = z.object({
      get next() {
        return z.array(list);
      },
    });
    for (const value of [z.coerce.date(), z.coerce.bigint(), z.map(z.string(), z.number()), list]) {
      const source = new DynamicStructuredTool({ ...named, schema: codec(value) as never, func: echo });
      expect(() => convertToOpenAITool(source)).toThrow(/cannot be represented|call stack/);
      expect(checkDefinition(fromLangChainTool(source)).errors).toEqual([]);
    }
  });

  test('additional properties of a loose schema reach the handler (kibana#287815)', async () => {
    const schema = z.looseObject({ a: z.number() });
    const source = tool(echo, { ...named, schema });
    expect(fromLangChainTool(source).inputSchema.additionalProperties).toEqual({});
    expect(await callConverted(source, { a: 1, b: 2 })).toMatchObject({ output: { a: 1, b: 2 } });
  });

  test('a closed JSON Schema that zod 4 made stays closed, without ~standard', async () => {
    const source = tool(echo, { ...named, schema: z.toJSONSchema(z.strictObject({ a: z.number() })) as object });
    expect('~standard' in fromLangChainTool(source).inputSchema).toBe(false);
    expect(await callConverted(source, { a: 1 })).toMatchObject({ output: { a: 1 } });
    expect(await callConverted(source, { a: 1, b: 2 })).toMatchObject({ error: { code: 'invalid_input' } });
  });

  test.each([
    ['ArkType', type({ a: 'number' })],
    ['valibot, wrapped', toStandardJsonSchema(v.object({ a: v.number() }))],
  ])('%s, which LangChain shows but does not validate, is validated', async (_, schema) => {
    const source = tool(echo, { ...named, schema: schema as never });
    expect(fromLangChainTool(source).inputSchema).toMatchObject({ properties: { a: { type: 'number' } } });
    expect(await callConverted(source, { a: 1 })).toMatchObject({ output: { a: 1 } });
    expect((await callConverted(source, { a: 'x' })).error).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/^Invalid input for "find": a: /),
    });
  });

  test('a frozen schema is used itself, and no schema is written into', async () => {
    const schema = Object.freeze({
      type: 'object',
      properties: Object.freeze({ a: Object.freeze({ type: 'number' }) }),
    });
    const source = tool(echo, { ...named, schema });
    expect(fromLangChainTool(source).inputSchema).toBe(schema);
    expect(await callConverted(source, { a: 1 })).toMatchObject({ output: { a: 1 } });
    const open = { type: 'object' } as const;
    await callConverted(tool(echo, { ...named, schema: open }));
    expect(Object.getOwnPropertyNames(open)).toEqual(['type']);
  });
});

describe('tools that cannot run in this process', () => {
  test.each([
    ['a provider tool', { type: 'web_search_20250305', name: 'web_search' }],
    ['fields of a tool', { ...named, schema: {}, func: echo }],
    ['nothing', undefined],
  ])('%s is refused', (_, source) => {
    expect(() => fromLangChainTools([source as never])).toThrow(/cannot be converted: it is not a LangChain tool/);
  });

  test('a schema that cannot be converted to JSON Schema is refused, with the name of the tool', () => {
    const schema = v.object({ a: v.number() });
    const source = new DynamicStructuredTool({ ...named, schema: schema as never, func: echo });
    const errors = () => fromLangChainTool(source);
    expect(errors).toThrow(ToolferryError);
    expect(errors).toThrow(/^The LangChain tool "find" cannot be converted: .*provides no JSON Schema/);
  });

  test('a headless tool becomes a tool without a handler, with its schema', async () => {
    const source = headlessTool({ ...named, schema: z.object({ a: z.number() }) });
    const converted = fromLangChainTool(source);
    expect('handler' in converted).toBe(false);
    expect(converted.inputSchema).toMatchObject({ properties: { a: { type: 'number' } }, required: ['a'] });
    expect(await converted.validate?.({ a: 'x' })).toMatchObject({ issues: [{ path: ['a'] }] });
    expect([...createBridge({ tools: [converted] }).tools]).toHaveLength(1);
  });
});

test('conversion with core 1.1, which changes the schemas that it converts, leaves the tool’s own checks as they are', async () => {
  vi.resetModules();
  vi.doMock('@langchain/core/utils/json_schema', () => import('../peers/langchain-0.3/core-1.1.ts'));
  const { fromLangChainTool: convert } = await import('toolferry/langchain');
  vi.doUnmock('@langchain/core/utils/json_schema');
  const upper = z.object({ text: z.string().transform((text) => text.toUpperCase()) });
  const schema = z.object({ deep: z.looseObject({ upper }), list: z.array(z.object({ upper })) });
  const input = { deep: { upper: { text: 'a' }, more: 1 }, list: [{ upper: { text: 'b' } }] };
  const { validate } = convert(tool(echo, { ...named, schema }));
  expect(await validate?.(input)).toEqual({ value: input });
  expect(schema.parse(input)).toEqual({ deep: { upper: { text: 'A' }, more: 1 }, list: [{ upper: { text: 'B' } }] });
});
