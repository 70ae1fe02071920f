import { asSchema, generateText, stepCountIs, streamText, validateUIMessages } from 'ai';
import { createBridge, defineTool, ToolferryError, toolResult } from 'toolferry';
import { createToolsFromClient, toAISDKTool, toAISDKTools } from 'toolferry/ai-sdk';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { generate } from './support/generate.js';
import { major } from './support/major.js';
import { scriptedModel } from './support/scripted-model.js';

const add = defineTool({
  name: 'add',
  namespace: 'math',
  description: 'Add two numbers',
  inputSchema: z.object({ a: z.number(), b: z.number() }),
  handler: ({ a, b }) => ({ sum: a + b }),
});

test('a client tool runs in generateText, under its own name and description', async () => {
  const { model, prompts, saw } = scriptedModel([{ name: 'math_add', id: 'c1', input: { a: 1, b: 2 } }]);
  const result = await generateText({
    model,
    tools: createToolsFromClient([add]),
    stopWhen: stepCountIs(2),
    prompt: 'add',
  });
  expect(result.text).toBe('done');
  expect(saw()).toEqual({ c1: { type: 'json', value: { sum: 3 } } });
  expect(prompts[0]?.tools).toMatchObject([{ name: 'math_add', description: 'Add two numbers' }]);
});

test('a client tool runs in streamText', async () => {
  const { model, saw } = scriptedModel([{ name: 'math_add', id: 'c1', input: { a: 1, b: 2 } }]);
  const result = streamText({ model, tools: createToolsFromClient([add]), stopWhen: stepCountIs(2), prompt: 'add' });
  expect(await result.text).toBe('done');
  expect(saw()).toEqual({ c1: { type: 'json', value: { sum: 3 } } });
});

test.each([
  ['a bridge', () => createBridge({ tools: [add] })],
  ['what connectATP() returns', () => ({ bridge: createBridge({ tools: [add] }), session: {} })],
  ['an array', () => [add]],
])('tools are made from %s, as own members of a plain object', (_, source) => {
  const tools = createToolsFromClient(source());
  expect(Object.keys(tools)).toEqual(['math_add']);
  expect(Object.getPrototypeOf(tools)).toBe(Object.prototype);
});

test('bridge options are accepted with an array, and refused with a bridge', async () => {
  const remove = defineTool({
    name: 'remove',
    description: 'Remove',
    inputSchema: { type: 'object' },
    metadata: { operationType: 'destructive' },
    handler: () => 'removed',
  });
  const approve = vi.fn(() => true);
  const { outputs } = await generate(createToolsFromClient([remove], { approve }), [{ name: 'remove' }]);
  expect(outputs).toEqual(['removed']);
  expect(approve).toHaveBeenCalledOnce();
  expect(() => createToolsFromClient(createBridge(), { approve })).toThrow(/approve: this bridge has its own/);
});

test('toAISDKTools is the same function as createToolsFromClient', () => {
  expect(toAISDKTools).toBe(createToolsFromClient);
  expect(Object.keys(toAISDKTools([add]))).toEqual(['math_add']);
});

test('any other source throws a TypeError that lists the accepted sources', () => {
  const source = { tools: [add] } as unknown as [];
  expect(() => createToolsFromClient(source)).toThrow(TypeError);
  expect(() => createToolsFromClient(source)).toThrow(
    /a bridge .* connectATP\(\) or connectLetta\(\), or an array of client tools/,
  );
});

test('a tool that the policy blocks is not shown, and a call of it is denied', async () => {
  const policy = () => 'block' as const;
  expect(createToolsFromClient([add], { policy })).toEqual({});
  const headless = { ...add, handler: undefined } as unknown as typeof add;
  expect(createToolsFromClient([headless], { policy })).toEqual({});
  // In this mode blocked tools can still deny a call that waits for its approval; without a handler they could not.
  expect(createToolsFromClient([headless], { policy, approval: 'framework' })).not.toHaveProperty('math_add');

  const { errors } = await generate({ add: toAISDKTool(add, { policy }) }, [{ name: 'add', input: { a: 1, b: 2 } }]);
  expect(errors).toMatchObject([{ code: 'denied' }]);
});

test('tools are static, so that UI parts are called tool-<name>', async () => {
  const tools = createToolsFromClient([add]);
  expect(tools.math_add).not.toHaveProperty('type');
  const { partsOf } = await generate(tools, [{ name: 'math_add', input: { a: 1, b: 2 } }]);
  expect(partsOf('tool-result')[0]?.dynamic).not.toBe(true);
});

test('security metadata like destructive is kept (vercel/ai#6732)', async () => {
  const read = defineTool({
    name: 'read',
    description: 'Read',
    inputSchema: { type: 'object' },
    metadata: { operationType: 'read', sensitivityLevel: 'internal', category: undefined },
    handler: () => 'text',
  });
  const tools = createToolsFromClient([read]);
  expect(tools.read).toMatchObject({ metadata: { operationType: 'read', sensitivityLevel: 'internal' } });
  const { partsOf } = await generate(tools, [{ name: 'read' }]);
  // ai 5 has no tool metadata on its parts.
  if (major > 5)
    expect(partsOf('tool-call')[0]?.toolMetadata).toEqual({ operationType: 'read', sensitivityLevel: 'internal' });
});

test('a frozen schema is accepted and never mutated', async () => {
  const inputSchema = deepFreeze({
    type: 'object',
    properties: { path: { $ref: '#/$defs/path' } },
    required: ['path'],
    $defs: { path: { type: 'string', minLength: 1 } },
  } as const);
  const before = JSON.stringify(inputSchema);
  const stat = defineTool({ name: 'stat', description: 'Stat', inputSchema, handler: ({ path }) => path });
  const tools = createToolsFromClient([stat]);
  const { outputs, errors, prompts } = await generate(tools, [
    { name: 'stat', id: 'c1', input: { path: 'a' } },
    { name: 'stat', id: 'c2', input: { path: '' } },
  ]);
  expect(outputs).toEqual(['a']);
  expect(errors).toHaveLength(1);
  expect(JSON.stringify(inputSchema)).toBe(before);
  expect(prompts[0]?.tools?.[0]?.inputSchema).toEqual(inputSchema);
});

test('a schema without type or properties is shown with both, which OpenAI requires, and is not changed', async () => {
  const inputSchema = Object.freeze({ description: 'Nothing' });
  const ping = defineTool({ name: 'ping', description: 'Ping', inputSchema, handler: () => 'pong' });
  const { outputs, prompts } = await generate(createToolsFromClient([ping]), [{ name: 'ping' }]);
  expect(outputs).toEqual(['pong']);
  expect(prompts[0]?.tools?.[0]?.inputSchema).toEqual({ type: 'object', properties: {}, description: 'Nothing' });
  expect(inputSchema).toEqual({ description: 'Nothing' });
});

test('an output schema is shown, and does not reject a stored rich output', async () => {
  const outputSchema = { type: 'object', properties: { size: { type: 'number' } } } as const;
  const look = defineTool({
    name: 'look',
    description: 'Look',
    inputSchema: { type: 'object' },
    outputSchema,
    handler: () => toolResult({ output: { size: 1 }, stdout: ['looked'] }),
  });
  const tools = createToolsFromClient([look]);
  expect(await asSchema(tools.look?.outputSchema).jsonSchema).toBe(outputSchema);
  const { outputs } = await generate(tools, [{ name: 'look' }]);
  const part = { type: 'tool-look', toolCallId: 'c', state: 'output-available', input: {}, output: outputs[0] };
  const messages = [{ id: 'm', role: 'assistant', parts: [part] }];
  const options = { messages, tools } as unknown as Parameters<typeof validateUIMessages>[0];
  expect(await validateUIMessages(options)).toHaveLength(1);
});

test('one error lists all invalid tools', () => {
  const bad = { ...add, name: '' };
  expect(() => createToolsFromClient([bad, { ...add, inputSchema: { type: 'string' } }])).toThrow(ToolferryError);
});

test('tools that are named like members of Object.prototype are own members', async () => {
  const named = ['constructor', 'toString', 'hasOwnProperty'].map((name) => ({ ...add, namespace: undefined, name }));
  const tools = createToolsFromClient(named);
  expect(Object.keys(tools)).toEqual(['constructor', 'toString', 'hasOwnProperty']);
  const { outputs } = await generate(tools, [{ name: 'constructor', id: 'c1', input: { a: 1, b: 2 } }]);
  expect(outputs).toEqual([{ sum: 3 }]);
});

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
