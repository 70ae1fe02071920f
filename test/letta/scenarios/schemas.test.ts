import { type ClientTool, checkDefinition, defineTool, type JSONSchema, ToolferryError } from 'toolferry';
import { connectLetta, toLettaClientTools } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';

const letta = useLetta();

function toolWith(inputSchema: JSONSchema, name = 'odd'): ClientTool {
  return { name, description: 'An odd tool', inputSchema, handler: () => 'ran' };
}

/** Returns the tools as the model is offered them. */
async function offeredTo(tools: readonly ClientTool[]) {
  const agent = await letta.agent({ script: [{ text: 'ok' }] });
  const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools });
  await connection.send('go');
  const [request] = await agent.requests();
  return request?.tools?.map((each) => each.function) ?? [];
}

/** Returns the error of connecting with these tools, and the number of requests before it. */
async function refusalOf(tools: readonly ClientTool[]) {
  const agent = await letta.agent({ script: [] });
  const { client, sent } = recordingClient(letta.baseUrl);
  const error = await connectLetta({ client, agentId: agent.id, tools }).catch((caught: unknown) => caught);
  return { error, sent };
}

describe('35-bad-tool-schemas', () => {
  test.each([
    { what: 'a schema of a string', tool: toolWith({ type: 'string' }), path: 'inputSchema/type' },
    {
      what: 'an invalid pattern',
      tool: toolWith({ type: 'object', properties: { a: { type: 'string', pattern: '[' } } }),
      path: 'inputSchema/properties/a/pattern',
    },
    {
      what: 'an unresolvable reference',
      tool: toolWith({ type: 'object', properties: { a: { $ref: '#/$defs/none' } } }),
      path: 'inputSchema/properties/a',
    },
    { what: 'an empty name', tool: toolWith({ type: 'object' }, ''), path: 'name' },
    {
      what: 'a missing schema',
      tool: { name: 'odd', description: 'An odd tool', handler: () => 'ran' } as unknown as ClientTool,
      path: 'inputSchema',
    },
  ])('35-bad-tool-schemas: $what is refused before the first request', async ({ tool, path }) => {
    const { error, sent } = await refusalOf([tool]);
    expect(ToolferryError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'invalid_tool', data: [{ tool: tool.name, issues: [{ path }] }] });
    expect(sent).toEqual([]);
  });

  test('35-bad-tool-schemas: two tools with one visible name are refused in an error that names both', async () => {
    const { error, sent } = await refusalOf([
      toolWith({ type: 'object' }, 'read file'),
      toolWith({ type: 'object' }, 'read_file'),
    ]);
    expect(error).toMatchObject({ code: 'invalid_tool', message: expect.stringMatching(/"read_file".*"read file"/) });
    expect(sent).toEqual([]);
  });

  test('35-bad-tool-schemas: a name that providers refuse is changed for the model, and its call finds the tool', async () => {
    const agent = await letta.agent({ script: [{ calls: [{ name: 'bad_name', arguments: { path: 'a' } }] }] });
    const { tool, ran } = readFile({ name: 'bad name' });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    await connection.send('go');
    expect((await agent.requests())[0]?.tools).toMatchObject([{ function: { name: 'bad_name' } }]);
    expect(ran).toEqual(['a']);
  });

  test('35-bad-tool-schemas: a name of more than 64 characters is shortened, and its call finds the tool', async () => {
    const [offered] = await offeredTo([toolWith({ type: 'object' }, 'long'.repeat(20))]);
    expect(offered?.name).toMatch(/^(long)+[a-z0-9_]*$/);
    expect(offered?.name).toHaveLength(64);
  });

  test.each([
    {
      what: 'references, unions and closed objects',
      schema: {
        type: 'object',
        $defs: { P: { type: 'object', properties: { x: { type: 'number' } } } },
        properties: { p: { $ref: '#/$defs/P' }, q: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
        additionalProperties: false,
      },
    },
    {
      what: 'defaults, formats, limits and text in other scripts',
      schema: {
        type: 'object',
        description: 'Größe, 大きさ',
        properties: {
          when: { type: 'string', format: 'date-time', default: 'now' },
          count: { type: 'integer', minimum: 1, maximum: 9, multipleOf: 2 },
          kind: { enum: ['a', 1, null] },
          list: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
        },
        required: ['when'],
      },
    },
    { what: 'types that JSON Schema does not define', schema: { type: 'object', properties: { a: { type: 'dict' } } } },
  ])('35-bad-tool-schemas: $what reach the model unchanged', async ({ schema }) => {
    const [offered] = await offeredTo([toolWith(schema)]);
    expect(offered?.parameters).toEqual(schema);
  });

  test('35-bad-tool-schemas: a type that JSON Schema does not define is reported by checkDefinition()', () => {
    const { errors, warnings } = checkDefinition(
      toolWith({ type: 'object', properties: { a: { type: 'dict' }, b: { type: 'string', nullable: true } } }),
    );
    expect(errors).toEqual([]);
    expect(warnings.map(({ path }) => path)).toEqual([
      'inputSchema/properties/a/type',
      'inputSchema/properties/b/nullable',
    ]);
  });

  test('35-bad-tool-schemas: a schema without a type gets the type that providers require', async () => {
    const schema = { properties: { a: { type: 'string' } } };
    const [offered] = await offeredTo([toolWith(schema)]);
    expect(offered?.parameters).toEqual({ type: 'object', ...schema });
    expect(schema).toEqual({ properties: { a: { type: 'string' } } });
  });

  test('35-bad-tool-schemas: a parameter named request_heartbeat is removed by Letta for the model only', async () => {
    const tool = toolWith({
      type: 'object',
      properties: { a: { type: 'string' }, request_heartbeat: { type: 'boolean' } },
      required: ['a'],
    });
    const [offered] = await offeredTo([tool]);
    expect(offered?.parameters).toEqual({ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] });
    expect(toLettaClientTools([tool])[0]?.parameters).toEqual(tool.inputSchema);
  });

  test('35-bad-tool-schemas: a zod schema reaches the model as its JSON Schema', async () => {
    const tool = defineTool({
      name: 'add',
      description: 'Add',
      inputSchema: z.object({ a: z.number().describe('one'), b: z.number().optional() }),
      handler: ({ a, b = 0 }) => a + b,
    });
    const [offered] = await offeredTo([tool as ClientTool]);
    expect(offered).toEqual({ name: 'add', description: 'Add', parameters: tool.inputSchema });
    expect(offered?.parameters).toMatchObject({ type: 'object', required: ['a'] });
  });

  test('35-bad-tool-schemas: a connection without tools sends no list of tools', async () => {
    const agent = await letta.agent({ script: [{ text: 'ok' }] });
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    await (await connectLetta({ client, agentId: agent.id })).send('go');
    expect(messageBodies()[0]).not.toHaveProperty('client_tools');
  });

  test('35-bad-tool-schemas: a tool that the policy blocks is not offered', async () => {
    const agent = await letta.agent({ script: [{ text: 'ok' }] });
    const { tool } = readFile();
    const tools = [tool, toolWith({ type: 'object' })];
    const policy = ({ name }: { name: string }) => (name === 'odd' ? 'block' : 'allow');
    await (await connectLetta({ client: letta.client, agentId: agent.id, tools, policy })).send('go');
    expect((await agent.requests())[0]?.tools).toMatchObject([{ function: { name: 'read_file' } }]);
  });
});
