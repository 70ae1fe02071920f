import { StructuredTool } from '@langchain/core/tools';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import { createBridge, defineTool, ToolferryError } from 'toolferry';
import { createToolsFromClient, toLangChainTool, toLangChainTools } from 'toolferry/langchain';
import { expect, test } from 'vitest';
import { z } from 'zod';

const read = defineTool({
  name: 'read',
  namespace: 'fs',
  description: 'Read a file',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  metadata: { operationType: 'read', tags: ['files'] },
  handler: ({ path }) => `content of ${path}`,
});
const remove = defineTool({
  name: 'remove',
  namespace: 'fs',
  description: 'Remove a file',
  inputSchema: { type: 'object' },
  metadata: { operationType: 'destructive' },
  handler: () => 'removed',
});

test('a bridge, an object with a bridge, and an array of client tools are converted to the same tools', () => {
  const bridge = createBridge({ tools: [read, remove] });
  for (const source of [bridge, { bridge }, [read, remove]]) {
    const tools = createToolsFromClient(source);
    expect(tools.map((tool) => tool.name)).toEqual(['fs_read', 'fs_remove']);
    expect(tools.every((tool) => tool instanceof StructuredTool)).toBe(true);
  }
});

test('toLangChainTools is the same function as createToolsFromClient', () => {
  expect(toLangChainTools).toBe(createToolsFromClient);
  expect(toLangChainTools([read]).map((tool) => tool.name)).toEqual(['fs_read']);
});

test('any other source throws a TypeError that lists the accepted sources', () => {
  for (const source of [undefined, null, 'fs', {}, { bridge: {} }, read]) {
    const create = () => createToolsFromClient(source as unknown as []);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(/createBridge\(\).*connectATP\(\).*array of client tools/);
  }
});

test('bridge options are accepted with an array, and refused with a bridge', async () => {
  const requests: string[] = [];
  const approve = ({ call }: { call: { name: string } }) => requests.push(call.name) > 0;
  const [tool] = createToolsFromClient([remove], { approve });
  expect(await tool?.invoke({})).toBe('removed');
  expect(requests).toEqual(['fs_remove']);
  expect(() => createToolsFromClient(createBridge(), { approve })).toThrow(/approve.*createBridge\(\)/);
  expect(createToolsFromClient(createBridge({ tools: [read] }), { errors: 'text' })).toHaveLength(1);
});

test('a tool that the policy blocks is omitted by createToolsFromClient and refused by toLangChainTool', () => {
  const policy = ({ name }: { name: string }) => (name === 'remove' ? 'block' : 'allow');
  expect(createToolsFromClient([read, remove], { policy }).map((tool) => tool.name)).toEqual(['fs_read']);
  expect(() => toLangChainTool(remove, { policy })).toThrow(expect.objectContaining({ code: 'denied' }));
});

test('tool names that LangChain reserves and never runs are refused', () => {
  const extract = { ...read, name: 'extract-text', namespace: undefined };
  for (const create of [() => createToolsFromClient([read, extract]), () => toLangChainTool(extract)]) {
    expect(create).toThrow(/"extract-".*extract-text/);
    expect(create).toThrow(expect.objectContaining({ code: 'invalid_tool' }));
  }
});

test('the model gets the schema as its author wrote it, not a simplified copy (langchainjs#9804, composio#4257)', async () => {
  const inputSchema = deepFreeze({
    type: 'object',
    properties: {
      target: { $ref: '#/$defs/target' },
      kind: { oneOf: [{ const: 'a' }, { type: ['string', 'null'], pattern: '^b' }] },
      size: { type: 'integer', default: 3 },
    },
    required: ['target'],
    additionalProperties: false,
    $defs: { target: { type: 'object', properties: { next: { $ref: '#/$defs/target' } } } },
  });
  const before = JSON.stringify(inputSchema);
  const [tool] = createToolsFromClient([{ ...read, inputSchema, handler: () => 'ran' }]);
  if (!tool) throw new Error('no tool');
  expect(tool.schema).toBe(inputSchema);
  expect(convertToOpenAITool(tool).function.parameters).toEqual(inputSchema);
  expect(await tool.invoke({ target: { next: { next: {} } }, kind: 'b' })).toBe('ran');
  await expect(tool.invoke({ target: {}, kind: 'c' })).rejects.toThrow(/Invalid input for "fs_read": kind/);
  expect(JSON.stringify(inputSchema)).toBe(before);
});

test.each([
  ['{}', {}],
  ['an object without properties', { type: 'object' }],
  ['anyOf at the root', { anyOf: [{ required: ['a'] }, { required: ['b'] }] }],
  ['$ref at the root', { $ref: '#/$defs/it', $defs: { it: { type: 'object', required: ['a'] } } }],
])(
  'a provider is shown the type and properties of an object, without which it refuses the request: %s',
  async (_, inputSchema) => {
    const tool = toLangChainTool({ ...read, inputSchema, handler: () => 'ran' });
    expect(convertToOpenAITool(tool).function.parameters).toEqual({ type: 'object', properties: {}, ...inputSchema });
    expect(await tool.invoke({ a: 1 } as never)).toBe('ran');
  },
);

test('a JSON Schema that zod made is not converted again and keeps every keyword', () => {
  const made = z.toJSONSchema(z.object({ size: z.number().default(3) }), { io: 'input' });
  const inputSchema = { ...made, additionalProperties: false, '~standard': made['~standard'] };
  const tool = toLangChainTool({ ...read, inputSchema, handler: () => 'ran' });
  expect(convertToOpenAITool(tool).function.parameters).toMatchObject({ additionalProperties: false });
  expect(tool.schema).not.toHaveProperty('~standard');
});

test('a LangChain tool has the description and metadata of its client tool', () => {
  const tool = toLangChainTool(read);
  expect(tool.description).toBe('Read a file');
  expect(tool.metadata).toMatchObject({ operationType: 'read', tags: ['files'] });
  expect(tool.metadata).not.toHaveProperty('headlessTool');
});

test('toLangChainTool throws for an invalid definition, with the path of the problem', () => {
  const bad = { ...read, inputSchema: { type: 'object', properties: { path: { type: 'string', pattern: '[' } } } };
  expect(() => toLangChainTool(bad)).toThrow(/inputSchema\/properties\/path\/pattern/);
  try {
    toLangChainTool(bad);
  } catch (error) {
    expect(ToolferryError.isInstance(error) && error.code).toBe('invalid_tool');
  }
});

function deepFreeze<Value extends object>(value: Value): Value {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return Object.freeze(value);
}
