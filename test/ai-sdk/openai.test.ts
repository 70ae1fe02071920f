import { createOpenAI } from '@ai-sdk/openai';
import { LLMock } from '@copilotkit/aimock';
import { defineTool, toolResult } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { generate } from './support/generate.js';
import { major } from './support/major.js';

const sent: Record<string, unknown>[] = [];
let server: LLMock;

const tools = createToolsFromClient([
  defineTool({
    name: 'weather',
    namespace: 'geo',
    description: 'The weather',
    inputSchema: z.object({ city: z.string(), days: z.number().default(1) }),
    outputSchema: { type: 'object' },
    handler: ({ city, days }) => ({ city, days }),
  }),
  defineTool({
    name: 'photo',
    description: 'A photo',
    inputSchema: { type: 'object' },
    handler: () => toolResult({ content: [{ type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' }] }),
  }),
  defineTool({
    name: 'broken',
    description: 'Broken',
    inputSchema: { type: 'object' },
    handler: () => {
      throw new Error('It is broken');
    },
  }),
]);

beforeAll(async () => {
  server = new LLMock({ port: 0, strict: true });
  server.on(
    { hasToolResult: false },
    {
      toolCalls: [
        { id: 'call_1', name: 'geo_weather', arguments: '{"city":"Oslo"}' },
        { id: 'call_2', name: 'photo', arguments: '{}' },
        { id: 'call_3', name: 'broken', arguments: '{}' },
        { id: 'call_4', name: 'geo_weather', arguments: '{"city":1}' },
      ],
    },
  );
  server.on({ hasToolResult: true }, { content: 'It is cold.' });
  await server.start();
});
afterAll(() => server.stop());

/** Runs against the mock, and returns the two requests that the provider received. */
async function run(api: 'chat' | 'responses') {
  sent.length = 0;
  const openai = createOpenAI({
    baseURL: `${server.url}/v1`,
    apiKey: 'none',
    fetch: (url, init) => {
      sent.push(JSON.parse(String(init?.body)));
      return fetch(url, init);
    },
  });
  const { text } = await generate(tools, [], { model: openai[api]('gpt-4o') });
  return { text, first: sent[0], second: sent[1] };
}

const weatherSchema = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'number', default: 1 } },
  required: ['city'],
};

describe.skipIf(major !== 7)(`OpenAI${major === 7 ? '' : ' (skipped: @ai-sdk/openai 4 is for ai 7)'}`, () => {
  test('the Responses API receives names, schemas, results, errors, and images as images', async () => {
    const { text, first, second } = await run('responses');
    expect(text).toBe('It is cold.');
    expect(first?.tools).toMatchObject([
      { type: 'function', name: 'geo_weather', description: 'The weather', parameters: weatherSchema, strict: false },
      { type: 'function', name: 'photo', parameters: { type: 'object', properties: {} } },
      { type: 'function', name: 'broken' },
    ]);
    expect(JSON.stringify(first)).not.toContain('output_schema');
    const input = second?.input as { type?: string; call_id?: string; output?: unknown }[];
    const outputs = input.flatMap((item) =>
      item.type === 'function_call_output' ? [[item.call_id, item.output] as const] : [],
    );
    expect(Object.fromEntries(outputs)).toEqual({
      call_1: '{"city":"Oslo","days":1}',
      call_2: [{ type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=' }],
      call_3: '{"error":"It is broken"}',
      call_4: expect.stringContaining('city: Invalid input: expected string, received number'),
    });
  });

  test('the Chat Completions API receives names, schemas, results and errors', async () => {
    const { text, first, second } = await run('chat');
    expect(text).toBe('It is cold.');
    expect(first?.tools).toMatchObject([
      { type: 'function', function: { name: 'geo_weather', description: 'The weather', parameters: weatherSchema } },
      { type: 'function', function: { name: 'photo', parameters: { type: 'object', properties: {} } } },
      { type: 'function', function: { name: 'broken' } },
    ]);
    const messages = second?.messages as { role: string; tool_call_id?: string; content: string }[];
    const results = messages.filter(({ role }) => role === 'tool');
    expect(results.map(({ tool_call_id }) => tool_call_id).sort()).toEqual(['call_1', 'call_2', 'call_3', 'call_4']);
    const contentOf = (id: string) => results.find((result) => result.tool_call_id === id)?.content;
    expect(contentOf('call_1')).toBe('{"city":"Oslo","days":1}');
    expect(contentOf('call_3')).toBe('{"error":"It is broken"}');
  });
});
