import { LLMock } from '@copilotkit/aimock';
import { ChatOpenAI } from '@langchain/openai';
import { createAgent } from 'langchain';
import { defineTool, toolResult } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const provider = new LLMock({ port: 0, strict: true, logLevel: 'silent' });
beforeAll(() => provider.start());
beforeEach(() => provider.reset());
afterAll(() => provider.stop());

const inputSchema = {
  type: 'object',
  properties: {
    city: { type: 'string', minLength: 2 },
    unit: { enum: ['C', 'F'], default: 'C' },
    near: { anyOf: [{ $ref: '#/$defs/place' }, { type: 'null' }] },
  },
  required: ['city'],
  $defs: { place: { type: 'object', properties: { name: { type: 'string' } } } },
} as const;
const noParameters = { type: 'object', properties: {} };
const tools = [
  defineTool({
    name: 'forecast',
    namespace: 'weather',
    description: 'The weather',
    inputSchema,
    handler: ({ city }) => ({ city, degrees: 21 }),
  }),
  defineTool({
    name: 'screenshot',
    description: 'A picture',
    inputSchema: { type: 'object' },
    handler: () =>
      toolResult({
        output: { width: 1 },
        content: [
          { type: 'text', text: 'the page' },
          { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' },
          { type: 'file', mediaType: 'application/pdf', data: 'JVBERi0=', filename: 'page.pdf' },
        ],
      }),
  }),
  defineTool({
    name: 'print',
    description: 'Print',
    inputSchema: { type: 'object' },
    handler: () => {
      throw new Error('No paper');
    },
  }),
];
const toolCalls = [
  { id: 'c1', name: 'weather_forecast', arguments: '{"city":"Berlin"}' },
  { id: 'c2', name: 'weather_forecast', arguments: '{"city":"B"}' },
  { id: 'c3', name: 'print', arguments: '{}' },
  { id: 'c4', name: 'screenshot', arguments: '{}' },
];
const image = 'data:image/png;base64,iVBORw0KGgo=';

test('a provider receives names, schemas as written, results, errors and images', async () => {
  const [offer, results] = await runAgainstProvider({ useResponsesApi: false });
  expect(offer?.tools).toEqual([
    {
      type: 'function',
      function: { name: 'weather_forecast', description: 'The weather', parameters: inputSchema },
    },
    { type: 'function', function: { name: 'screenshot', description: 'A picture', parameters: noParameters } },
    { type: 'function', function: { name: 'print', description: 'Print', parameters: noParameters } },
  ]);
  expect(results?.messages?.slice(2)).toMatchObject([
    { role: 'tool', tool_call_id: 'c1', content: '{"city":"Berlin","degrees":21}' },
    {
      role: 'tool',
      tool_call_id: 'c2',
      content: expect.stringMatching(/^Invalid input for "weather_forecast": city: /),
    },
    { role: 'tool', tool_call_id: 'c3', content: 'No paper' },
    {
      role: 'tool',
      tool_call_id: 'c4',
      content: [
        { type: 'text', text: 'the page' },
        { type: 'image_url', image_url: { url: image } },
        { type: 'text', text: '[page.pdf]' },
      ],
    },
  ]);
});

test('an image reaches the Responses API as an image, not as text (vercel/ai#6073)', async () => {
  const [, results] = await runAgainstProvider({ useResponsesApi: true });
  expect(JSON.stringify(results)).toContain(`"image_url":"${image}"`);
});

/** Runs an agent and returns the bodies of the requests that the provider received. */
async function runAgainstProvider({ useResponsesApi }: { useResponsesApi: boolean }) {
  provider.on({ hasToolResult: false }, { toolCalls });
  provider.on({ hasToolResult: true }, { content: 'done' });
  const model = new ChatOpenAI({
    model: 'gpt-4o-mini',
    apiKey: 'none',
    useResponsesApi,
    configuration: { baseURL: `${provider.url}/v1` },
  });
  const { messages } = await createAgent({ model, tools: createToolsFromClient(tools) }).invoke({ messages: 'go' });
  expect(messages.at(-1)?.text).toBe('done');
  return provider.getRequests().map(({ body }) => body as { tools?: unknown; messages?: unknown[] } | null);
}
