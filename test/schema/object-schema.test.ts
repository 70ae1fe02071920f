import { asSchema } from 'ai';
import { defineTool, type JSONSchema } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { toLettaClientTools } from 'toolferry/letta';
import { expect, test } from 'vitest';

const tool = (inputSchema: JSONSchema) =>
  defineTool({ name: 'work', description: 'Work', inputSchema, handler: () => 'done' });

/** The schema that providers are sent through the AI SDK, and through Letta. */
async function shown(inputSchema: JSONSchema) {
  const aiSDK = createToolsFromClient([tool(inputSchema)]).work?.inputSchema;
  return [await asSchema(aiSDK as never).jsonSchema, toLettaClientTools([tool(inputSchema)])[0]?.parameters];
}

test('the AI SDK and Letta get a schema with type and properties at its root, which providers require', async () => {
  const complete = { type: 'object', properties: {} };
  expect(await shown({})).toEqual([complete, complete]);
  expect(await shown({ type: 'object' })).toEqual([complete, complete]);
  const choice = { anyOf: [{ required: ['a'] }, { required: ['b'] }] };
  expect(await shown(choice)).toEqual([
    { ...complete, ...choice },
    { ...complete, ...choice },
  ]);
});

test('a schema that has both is shown as the very same object', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  for (const each of await shown(schema)) expect(each).toBe(schema);
});
