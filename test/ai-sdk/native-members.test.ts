import { jsonSchema, type Tool, type ToolSet } from 'ai';
import { type ClientTool, createBridge } from 'toolferry';
import { createToolsFromClient, fromAISDKTool, fromAISDKTools, toAISDKTool } from 'toolferry/ai-sdk';
import { fromLangChainTools, createToolsFromClient as toLangChainTools } from 'toolferry/langchain';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { generate } from './support/generate.js';
import { major, named } from './support/major.js';

const inputSchema = z.object({ n: z.coerce.number().default(1), more: z.object({ a: z.string() }).optional() });
const said = {
  title: 'Count',
  strict: true,
  inputExamples: [{ input: { n: 2 } }],
  providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } },
  metadata: { server: 'numbers' },
  deferLoading: false,
};
const source = { description: 'Count', inputSchema, execute: ({ n }: { n: number }) => n, ...said };
const convert = (tool: object, name = 'count') => fromAISDKTool(name, tool as unknown as Tool);
const asTools = (tool: object) => ({ count: tool }) as unknown as ToolSet;

/** Client -> LangChain -> client -> AI SDK. */
const aroundLangChain = (tool: ClientTool) => createToolsFromClient(fromLangChainTools(toLangChainTools([tool])));

/** What the provider is sent for the one tool. */
async function sent(tools: ToolSet) {
  const { prompts } = await generate(tools, []);
  const { inputSchema, ...others } = (prompts[0]?.tools?.[0] ?? {}) as unknown as Record<string, unknown>;
  return JSON.parse(JSON.stringify({ ...others, properties: (inputSchema as { properties: unknown }).properties }));
}

test('the provider is sent what it is sent for the tool itself, also after a way through LangChain', async () => {
  const itself = await sent(asTools(source));
  expect(itself).toMatchObject({ providerOptions: said.providerOptions });
  if (major > 5) expect(itself).toMatchObject({ strict: true, inputExamples: said.inputExamples });
  const tool = await convert(source);
  for (const tools of [createToolsFromClient([tool]), aroundLangChain(tool), { count: toAISDKTool(tool) as Tool }])
    expect(without$schema(await sent(tools))).toEqual(without$schema(itself));
});

test('the AI SDK is told the same of it: title, metadata, and whether it is deferred', async () => {
  const { partsOf: own } = await generate(asTools(source), [{ name: 'count', id: 'c1' }]);
  const home = createToolsFromClient([await convert(source)]);
  const { partsOf } = await generate(home, [{ name: 'count', id: 'c1' }]);
  const facts = (part: object | undefined) => {
    const { title, toolMetadata } = { title: undefined, toolMetadata: undefined, ...part };
    return { title, toolMetadata };
  };
  expect(facts(partsOf('tool-call')[0])).toEqual(facts(own('tool-call')[0]));
  if (major > 5) expect(facts(partsOf('tool-call')[0])).toEqual({ title: 'Count', toolMetadata: said.metadata });
  expect(home.count).toMatchObject({ title: 'Count', deferLoading: false });
});

test('what was not said is not there', async () => {
  const home = createToolsFromClient([await convert({ description: 'Count', inputSchema, execute: () => 1 })]);
  expect(Object.keys(home.count ?? {}).sort()).toEqual(['description', 'execute', 'inputSchema', 'toModelOutput']);
});

test("security metadata is shown beside the tool's own, and before it", async () => {
  const metadata = () => ({ operationType: 'read', category: 'maths' });
  const own = { ...source, metadata: { server: 'numbers', category: 'none' } } as unknown as Tool;
  const home = createToolsFromClient([await fromAISDKTool('count', own, { metadata })]);
  expect(home.count).toMatchObject({ metadata: { server: 'numbers', category: 'maths', operationType: 'read' } });
});

test('a zod object is shown closed, as the AI SDK does it and strict providers want it, and takes what it took', async () => {
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
  const home = createToolsFromClient([await convert(source)]);
  expect((await generate(home, [{ name: 'count', input: { n: 4, other: 1 } }])).outputs).toEqual([4]);
});

test('a dynamic tool is dynamic again, and its images are images', async () => {
  const image = { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'iVBORw0KGgo=' } };
  const toModelOutput = () => ({ type: 'content', value: [image] });
  const dynamic = { ...source, type: 'dynamic', toModelOutput };
  const home = createToolsFromClient([await convert(dynamic)]);
  const { partsOf, saw } = await generate(home, [{ name: 'count', id: 'c1' }]);
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
  named('a description that is a function is asked at each generation', [7], 'only ai 7 has such descriptions'),
  async () => {
    const tool = await convert(describing);
    expect(tool.description).toBe('Count in the world');
    const describe = async (tools: ToolSet, city: string) =>
      (await generate(tools, [], { toolsContext: { count: { city } } })).prompts[0]?.tools?.[0]?.description;
    for (const tools of [createToolsFromClient([tool]), aroundLangChain(tool)]) {
      expect(await describe(tools, 'Rome')).toBe('Count in Rome');
      expect(await describe(tools, 'Oslo')).toBe('Count in Oslo');
    }
    const changed = createToolsFromClient([{ ...tool, description: 'Another text' }]);
    expect(await describe(changed, 'Rome')).toBe('Another text');
  },
);

test('on every major the JSON that a provider sends holds its text', async () => {
  expect(await sent(createToolsFromClient([await convert(describing)]))).toMatchObject({
    description: 'Count in the world',
  });
});

test.runIf(major === 7)(
  named(
    'a deferred tool is shown once a search found it, and a search itself is refused',
    [7],
    'only ai 7 defers tools',
  ),
  async () => {
    const { toolSearch } = (await import('ai')) as unknown as { toolSearch(): Tool };
    await expect(fromAISDKTools({ find: toolSearch() })).rejects.toThrow(
      /"find".*only a generation of ai 7 can search/,
    );

    const home = createToolsFromClient([await convert({ ...source, deferLoading: true })]);
    const calls = [{ name: 'find', input: { query: 'count' } }];
    const { prompts } = await generate({ ...home, find: toolSearch() }, calls);
    expect(prompts.map(({ tools }) => tools?.map(({ name }) => name))).toEqual([['find'], ['count', 'find']]);
  },
);

test('calls still go through the bridge: its policy, its checks', async () => {
  const tools = createToolsFromClient([await convert(source)], { policy: () => 'ask' });
  expect((await generate(tools, [{ name: 'count' }])).errors).toMatchObject([{ code: 'denied' }]);
  const { partsOf } = await generate(createToolsFromClient([await convert(source)]), [
    { name: 'count', input: { n: 'x' } },
  ]);
  expect(partsOf('tool-call')).toMatchObject([{ invalid: true }]);
});

test('a decorated copy keeps it, and a definition that crosses a wire has none of it', async () => {
  const tool = await convert(source);
  const decorated: ClientTool = { ...tool, handler: () => 'decorated' };
  const home = createToolsFromClient([decorated]);
  expect(home.count).toMatchObject({ title: 'Count', strict: true });
  expect((await generate(home, [{ name: 'count' }])).outputs).toEqual(['decorated']);
  expect(Object.keys(JSON.parse(JSON.stringify(tool)))).toEqual(['name', 'description', 'inputSchema']);
});

test('a tool of a changed tool of ours says it all the same', async () => {
  const made = createToolsFromClient([await convert(source)]);
  const [copy] = await fromAISDKTools({ count: { ...made.count, title: 'Changed' } as unknown as Tool });
  expect(createToolsFromClient([copy as ClientTool]).count).toMatchObject({ ...said, title: 'Changed' });
  expect(await createBridge({ tools: [copy as ClientTool] }).execute({ id: 'c', name: 'count', input: {} })).toEqual({
    toolCallId: 'c',
    toolName: 'count',
    output: 1,
  });
});

function without$schema({ $schema: _, ...others }: Record<string, unknown>): Record<string, unknown> {
  return others;
}
