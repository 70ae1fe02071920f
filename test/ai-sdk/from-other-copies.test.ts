import { asSchema, type ToolSet } from 'ai';
import { type ClientTool, createBridge } from 'toolferry';
import { type AISDKTool, createToolsFromClient, fromAISDKTool, fromAISDKTools } from 'toolferry/ai-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { providerUtilsCopy } from '../peers/ai-sdk-4/ai-4.ts';
import { connectEverything } from '../peers/ai-sdk-4/mcp-clients.ts';
import { generate } from './support/generate.js';

const add = z.object({ a: z.number(), b: z.number().default(1) });
const addJSON = { type: 'object' as const, properties: { a: { type: 'number' as const } }, required: ['a'] };
const { dynamicTool, jsonSchema, lazySchema, tool, zodSchema } = providerUtilsCopy;

describe('tools made by another copy of @ai-sdk/provider-utils', () => {
  const tools = {
    zod: tool({ description: 'Add', inputSchema: add, execute: ({ a, b }) => a + b }),
    wrapped: tool({ description: 'Add', inputSchema: zodSchema(add), execute: ({ a, b }) => a + b }),
    lazy: tool({ description: 'Add', inputSchema: lazySchema(() => zodSchema(add)), execute: ({ a, b }) => a + b }),
    json: tool({ description: 'Add', inputSchema: jsonSchema<{ a: number }>(addJSON), execute: ({ a }) => a + 1 }),
    promised: dynamicTool({
      description: 'Add',
      inputSchema: jsonSchema<unknown>(Promise.resolve(addJSON)),
      execute: async (input) => (input as { a: number }).a + 1,
    }),
    approved: tool({ description: 'Add', inputSchema: add, needsApproval: true, execute: ({ a, b }) => a + b }),
  };

  test.each(Object.keys(tools))('a tool of another copy runs and is validated: %s', async (name) => {
    const bridge = createBridge({ tools: await fromAISDKTools(tools), approve: () => true });
    expect((await bridge.execute({ id: 'c', name, input: { a: 41 } })).output).toBe(42);
    expect((await bridge.execute({ id: 'c', name, input: { a: '41' } })).error?.code).toBe('invalid_input');
  });

  test('tools of another copy run in the AI SDK that is installed here', async () => {
    const calls = Object.keys(tools).map((name) => ({ name, input: { a: 41 } }));
    const converted = createToolsFromClient(await fromAISDKTools(tools), { approve: () => true });
    expect((await generate(converted, calls)).outputs).toEqual([42, 42, 42, 42, 42, 42]);
  });
});

describe.each([5, 6, 7] as const)("tools of the AI SDK's sourceTools MCP client, for ai %i", (clientMajor) => {
  let client: Awaited<ReturnType<typeof connectEverything>>;
  let sourceTools: Readonly<Record<string, AISDKTool>>;
  let tools: ClientTool[];
  beforeAll(async () => {
    client = await connectEverything(clientMajor);
    sourceTools = await client.tools();
    tools = await fromAISDKTools(sourceTools);
  });
  afterAll(() => client.close());

  /** Returns the tool as the MCP client made it, with the members that the AI SDK uses. */
  const sourceTool = (name: string) =>
    sourceTools[name] as unknown as {
      execute(input: unknown, options: object): Promise<unknown>;
      inputSchema: Parameters<typeof asSchema>[0];
      metadata?: unknown;
      title?: unknown;
    };

  test('all tools of the MCP client are converted, with the schema that the AI SDK shows', async () => {
    expect(tools.map(({ name }) => name)).toEqual(Object.keys(sourceTools));
    expect(tools.length).toBeGreaterThan(10);
    for (const { name, inputSchema, description } of tools) {
      expect(sourceTools[name]).toMatchObject({ type: 'dynamic', description });
      expect(inputSchema).toEqual(await asSchema(sourceTool(name).inputSchema).jsonSchema);
    }
  });

  test('a converted MCP tool returns the same result, and validates what the client leaves to the server', async () => {
    const bridge = createBridge({ tools });
    const input = { a: 40, b: 2 };
    const expected = await sourceTool('get-sum').execute(input, { toolCallId: 'c', messages: [] });
    expect((await bridge.execute({ id: 'c', name: 'get-sum', input })).output).toEqual(
      JSON.parse(JSON.stringify(expected)),
    );
    const { error } = await bridge.execute({ id: 'c', name: 'get-sum', input: { a: 'x', b: 2 } });
    expect(error).toMatchObject({ code: 'invalid_input', message: 'Invalid input for "get-sum": a: must be number.' });
  });

  test('converted MCP tools keep their title and metadata after a round trip', async () => {
    const converted = createToolsFromClient(tools) as unknown as ToolSet;
    for (const name of Object.keys(sourceTools)) {
      const { metadata, title } = sourceTool(name);
      expect(converted[name]).toMatchObject({
        ...(metadata !== undefined && { metadata }),
        ...(title !== undefined && { title }),
      });
    }
    if (clientMajor > 5) expect(converted['get-sum']).toMatchObject({ metadata: { clientName: 'ai-sdk-mcp-client' } });
  });

  const skipReason = clientMajor === 5 ? ' (skipped: the client for ai 5 shows its model the result as JSON)' : '';
  test.skipIf(skipReason)(
    `images of converted MCP tools are images for the model of each major${skipReason}`,
    async () => {
      const { content } = await createBridge({ tools }).execute({ id: 'c', name: 'get-tiny-image', input: {} });
      expect(content).toMatchObject([{ type: 'text' }, { type: 'file', mediaType: 'image/png' }, { type: 'text' }]);
      const { saw } = await generate(createToolsFromClient(tools), [{ name: 'get-tiny-image', id: 'c1' }]);
      expect(saw().c1).toMatchObject({ type: 'content', value: [{}, { mediaType: 'image/png' }, {}] });
    },
  );
});

test('a value that is not a tool of any major is refused', async () => {
  await expect(fromAISDKTool('t', { inputSchema: 1 })).rejects.toMatchObject({ code: 'invalid_tool' });
});
