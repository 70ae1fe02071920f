import { jsonSchema, type Tool, type ToolSet } from 'ai';
import { type ClientTool, createBridge } from 'toolferry';
import { createToolsFromClient, fromAISDKTool, fromAISDKTools, toAISDKTool } from 'toolferry/ai-sdk';
import { fromLangChainTools, toLangChainTools } from 'toolferry/langchain';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { generate } from './support/generate.js';
import { major, named } from './support/major.js';

const inputSchema = z.object({ n: z.coerce.number().default(1), more: z.object({ a: z.string() }).optional() });
const nativeValues = {
  title: 'Count',
  strict: true,
  inputExamples: [{ input: { n: 2 } }],
  providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } },
  metadata: { server: 'numbers' },
  deferLoading: false,
};
const source = { description: 'Count', inputSchema, execute: ({ n }: { n: number }) => n, ...nativeValues };
const convert = (tool: object, name = 'count') => fromAISDKTool(name, tool as unknown as Tool);
const asTools = (tool: object) => ({ count: tool }) as unknown as ToolSet;

/** Client -> LangChain -> client -> AI SDK. */
const throughLangChain = (tool: ClientTool) => createToolsFromClient(fromLangChainTools(toLangChainTools([tool])));

/** Returns the definition that the provider receives. */
async function definitionSent(tools: ToolSet) {
  const { prompts } = await generate(tools, []);
  const { inputSchema, ...others } = (prompts[0]?.tools?.[0] ?? {}) as unknown as Record<string, unknown>;
  return JSON.parse(JSON.stringify({ ...others, properties: (inputSchema as { properties: unknown }).properties }));
}

test('the provider receives the same definition for a converted tool, also after a round trip through LangChain', async () => {
  const itself = await definitionSent(asTools(source));
  expect(itself).toMatchObject({ providerOptions: nativeValues.providerOptions });
  if (major > 5) expect(itself).toMatchObject({ strict: true, inputExamples: nativeValues.inputExamples });
  const tool = await convert(source);
  for (const tools of [createToolsFromClient([tool]), throughLangChain(tool), { count: toAISDKTool(tool) as Tool }])
    expect(without$schema(await definitionSent(tools))).toEqual(without$schema(itself));
});

test('title, metadata and deferLoading are restored in the AI SDK', async () => {
  const { partsOf: own } = await generate(asTools(source), [{ name: 'count', id: 'c1' }]);
  const converted = createToolsFromClient([await convert(source)]);
  const { partsOf } = await generate(converted, [{ name: 'count', id: 'c1' }]);
  const facts = (part: object | undefined) => {
    const { title, toolMetadata } = { title: undefined, toolMetadata: undefined, ...part };
    return { title, toolMetadata };
  };
  expect(facts(partsOf('tool-call')[0])).toEqual(facts(own('tool-call')[0]));
  if (major > 5)
    expect(facts(partsOf('tool-call')[0])).toEqual({ title: 'Count', toolMetadata: nativeValues.metadata });
  expect(converted.count).toMatchObject({ title: 'Count', deferLoading: false });
});

test('members that the source does not have are not added', async () => {
  const converted = createToolsFromClient([await convert({ description: 'Count', inputSchema, execute: () => 1 })]);
  expect(Object.keys(converted.count ?? {}).sort()).toEqual(['description', 'execute', 'inputSchema', 'toModelOutput']);
});

test('a tool without a description is sent without one', async () => {
  const { description: _, ...undescribed } = source;
  const tool = await convert(undescribed);
  expect(await definitionSent(asTools(undescribed))).not.toHaveProperty('description');
  for (const tools of [
    createToolsFromClient([tool]),
    throughLangChain(tool),
    createToolsFromClient([{ ...plain(tool) }]),
  ])
    expect(await definitionSent(tools)).not.toHaveProperty('description');
});

test('a tool that calls other tools runs under the bridge: what the AI SDK binds past it is not restored', async () => {
  const execute = vi.fn(() => 'unbound');
  const bind = vi.fn(() => ({ ...source, execute: () => 'bound' }));
  const experimental_toolCaller = { type: 'local', bind };
  const tool = await convert({ ...source, execute, experimental_toolCaller });
  const converted = createToolsFromClient([tool]);
  expect(converted.count).not.toHaveProperty('experimental_toolCaller');
  const settings = major === 7 ? { experimental_toolCallers: {} } : {};
  expect((await generate(converted, [{ name: 'count' }], settings)).outputs).toEqual(['unbound']);
  expect(bind).not.toHaveBeenCalled();
});

test("security metadata is merged into the tool's own metadata and overrides it", async () => {
  const metadata = () => ({ operationType: 'read', category: 'maths' });
  const own = { ...source, metadata: { server: 'numbers', category: 'none' } } as unknown as Tool;
  const converted = createToolsFromClient([await fromAISDKTool('count', own, { metadata })]);
  expect(converted.count).toMatchObject({ metadata: { server: 'numbers', category: 'maths', operationType: 'read' } });
});

test('a zod object is shown closed, as the AI SDK does and strict providers require, and accepts the same inputs', async () => {
  const schemaOf = async (tool: object) => {
    const { prompts } = await generate(createToolsFromClient([await convert(tool)]), []);
    return prompts[0]?.tools?.[0]?.inputSchema;
  };
  expect(await schemaOf(source)).toMatchObject({
    additionalProperties: false,
    properties: { more: { additionalProperties: false } },
  });
  const written = jsonSchema({ type: 'object', properties: { n: { type: 'number' } } });
  expect(await schemaOf({ ...source, inputSchema: written })).not.toHaveProperty('additionalProperties');
  const open = z.object({ n: z.string() }).catchall(z.object({ type: z.literal('object').default('object') }));
  expect(await schemaOf({ ...source, inputSchema: open })).toMatchObject({
    additionalProperties: { additionalProperties: false, properties: { type: { default: 'object' } } },
  });
  const converted = createToolsFromClient([await convert(source)]);
  expect((await generate(converted, [{ name: 'count', input: { n: 4, other: 1 } }])).outputs).toEqual([4]);
});

test('a dynamic tool is dynamic after a round trip, and its images are images', async () => {
  const image = { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'iVBORw0KGgo=' } };
  const toModelOutput = () => ({ type: 'content', value: [image] });
  const dynamic = { ...source, type: 'dynamic', toModelOutput };
  const converted = createToolsFromClient([await convert(dynamic)]);
  const { partsOf, saw } = await generate(converted, [{ name: 'count', id: 'c1' }]);
  expect(partsOf('tool-call')).toMatchObject([{ dynamic: true }]);
  expect(partsOf('tool-result')).toMatchObject([{ dynamic: true }]);
  expect(saw().c1?.value).toMatchObject([{ mediaType: 'image/png' }]);
  const { partsOf: others } = await generate(createToolsFromClient([await convert(source)]), [{ name: 'count' }]);
  expect(others('tool-call')[0]?.dynamic).not.toBe(true);
});

const describing = {
  ...source,
  description: ({ context }: { context?: { city: string } }) => `Count in ${context?.city ?? 'the world'}`,
};

test.runIf(major === 7)(
  named('a description that is a function is called in each generation', [7], 'only ai 7 has such descriptions'),
  async () => {
    const tool = await convert(describing);
    expect(tool.description).toBe('Count in the world');
    const describe = async (tools: ToolSet, city: string) =>
      (await generate(tools, [], { toolsContext: { count: { city } } })).prompts[0]?.tools?.[0]?.description;
    for (const tools of [createToolsFromClient([tool]), throughLangChain(tool)]) {
      expect(await describe(tools, 'Rome')).toBe('Count in Rome');
      expect(await describe(tools, 'Oslo')).toBe('Count in Oslo');
    }
    const changed = createToolsFromClient([{ ...tool, description: 'Another text' }]);
    expect(await describe(changed, 'Rome')).toBe('Another text');
  },
);

test('the provider’s JSON contains the text of a description that is a function, on every major', async () => {
  expect(await definitionSent(createToolsFromClient([await convert(describing)]))).toMatchObject({
    description: 'Count in the world',
  });
});

test.runIf(major === 7)(
  named(
    'a deferred tool is shown once a search found it, and the search tool itself is refused',
    [7],
    'only ai 7 defers tools',
  ),
  async () => {
    const { toolSearch } = (await import('ai')) as unknown as { toolSearch(): Tool };
    await expect(fromAISDKTools({ find: toolSearch() })).rejects.toThrow(
      /"find".*only a generation of ai 7 can search/,
    );

    const converted = createToolsFromClient([await convert({ ...source, deferLoading: true })]);
    const calls = [{ name: 'find', input: { query: 'count' } }];
    const { prompts } = await generate({ ...converted, find: toolSearch() }, calls);
    expect(prompts.map(({ tools }) => tools?.map(({ name }) => name))).toEqual([['find'], ['count', 'find']]);
  },
);

test('calls of a converted tool go through the bridge’s policy and validation', async () => {
  const tools = createToolsFromClient([await convert(source)], { policy: () => 'ask' });
  expect((await generate(tools, [{ name: 'count' }])).errors).toMatchObject([{ code: 'denied' }]);
  const { partsOf } = await generate(createToolsFromClient([await convert(source)]), [
    { name: 'count', input: { n: 'x' } },
  ]);
  expect(partsOf('tool-call')).toMatchObject([{ invalid: true }]);
});

test('a decorated copy keeps the native members, and the JSON of its definition has none', async () => {
  const tool = await convert(source);
  const decorated: ClientTool = { ...tool, handler: () => 'decorated' };
  const converted = createToolsFromClient([decorated]);
  expect(converted.count).toMatchObject({ title: 'Count', strict: true });
  expect((await generate(converted, [{ name: 'count' }])).outputs).toEqual(['decorated']);
  expect(Object.keys(JSON.parse(JSON.stringify(tool)))).toEqual(['name', 'description', 'inputSchema']);
});

test('a changed copy of a converted tool keeps the native members', async () => {
  const made = createToolsFromClient([await convert(source)]);
  const [copy] = await fromAISDKTools({ count: { ...made.count, title: 'Changed' } as unknown as Tool });
  expect(createToolsFromClient([copy as ClientTool]).count).toMatchObject({ ...nativeValues, title: 'Changed' });
  expect(await createBridge({ tools: [copy as ClientTool] }).execute({ id: 'c', name: 'count', input: {} })).toEqual({
    toolCallId: 'c',
    toolName: 'count',
    output: 1,
  });
});

/** The tool as `defineTool` would make it, without its native members. */
function plain({ name, description, inputSchema, handler }: ClientTool): ClientTool {
  return { name, description, inputSchema, ...(handler && { handler }) };
}

function without$schema({ $schema: _, ...others }: Record<string, unknown>): Record<string, unknown> {
  return others;
}
