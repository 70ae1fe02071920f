import { readFileSync } from 'node:fs';
import { tool as langChainTool } from '@langchain/core/tools';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { jsonSchema, type ToolSet } from 'ai';
import { type ClientTool, defineTool } from 'toolferry';
import { fromAISDKTool, toAISDKTool } from 'toolferry/ai-sdk';
import { fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import { type ConversionTarget, conversionLosses, type LossKind, lossKinds } from 'toolferry/losses';
import { fromMCPClient } from 'toolferry/mcp';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const targets = ['langchain', 'ai-sdk', 'atp', 'letta'] as const;
const inputSchema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] } as const;
const toolCaller = { type: 'local', bind: () => ({}) };
const looseMember = 'inputSchema/properties/loose/additionalProperties';
const plain: ClientTool = { name: 'double', description: 'Double a number', inputSchema, handler: () => 42 };

/** A tool with one kind of loss, and the paths of that loss in each target that has it. */
interface Example {
  readonly tool: () => ClientTool | Promise<ClientTool>;
  readonly lost: { readonly [target in ConversionTarget]?: readonly string[] };
}

const examples: Readonly<Record<LossKind, Example>> = {
  name: example({ namespace: 'math', name: 'double' }, ['langchain', 'ai-sdk', 'letta'], 'name'),
  metadata: example({ metadata: { operationType: 'read' } }, ['langchain', 'ai-sdk', 'letta'], 'metadata'),
  maskedMetadata: example(
    { metadata: { operationType: 'destructive', sensitivityLevel: 'sensitive', requiresApproval: true } },
    ['atp'],
    'metadata/requiresApproval',
    'metadata/operationType',
    'metadata/sensitivityLevel',
  ),
  outputSchema: example({ outputSchema: { type: 'number' } }, ['langchain', 'letta'], 'outputSchema'),
  keywords: example({ keywords: ['twice'] }, ['langchain', 'ai-sdk', 'letta'], 'keywords'),
  supportsConcurrency: example({ supportsConcurrency: false }, ['langchain', 'ai-sdk', 'letta'], 'supportsConcurrency'),
  noHandler: example({ handler: undefined }, ['atp', 'letta'], 'handler'),
  objectType: example(
    { inputSchema: {} },
    ['langchain', 'ai-sdk', 'letta'],
    'inputSchema/type',
    'inputSchema/properties',
  ),
  dialect: everywhere(writtenTool, 'inputSchema/$schema'),
  closedObject: {
    tool: zodTool,
    lost: {
      langchain: [looseMember],
      'ai-sdk': [looseMember],
      atp: [looseMember, 'inputSchema/additionalProperties'],
      letta: [looseMember, 'inputSchema/additionalProperties'],
    },
  },
  requiredDefault: everywhere(zodTool, 'inputSchema/required/n', 'inputSchema/required/text'),
  reference: everywhere(zodTool, 'inputSchema/properties/parts/items/$ref', 'inputSchema/$defs'),
  schema: everywhere(zodTool, 'inputSchema/properties/text/default'),
  addedCheck: everywhere(() => aiTool({ inputSchema: jsonSchema(inputSchema as never) }), 'inputSchema'),
  hiddenCharacters: everywhere(remoteTool, 'description', 'inputSchema/properties/n/description'),
  returnDirect: onlyLangChain({ returnDirect: true }),
  extras: onlyLangChain({ extras: { defer_loading: true } }),
  tags: onlyLangChain({ tags: ['maths'] }),
  nativeMetadata: onlyAISDK({ metadata: { team: 'maths' } }),
  description: onlyAISDK({ description: () => 'Double a number' }),
  title: onlyAISDK({ title: 'Double' }),
  strict: onlyAISDK({ strict: true }),
  inputExamples: onlyAISDK({ inputExamples: [{ input: { n: 1 } }] }),
  providerOptions: onlyAISDK({ providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } }),
  deferLoading: onlyAISDK({ deferLoading: true }),
  contextSchema: onlyAISDK({ contextSchema: z.object({ user: z.string() }) }),
  onInputStart: onlyAISDK({ onInputStart: () => {} }),
  onInputDelta: onlyAISDK({ onInputDelta: () => {} }),
  onInputAvailable: onlyAISDK({ onInputAvailable: () => {} }),
  experimental_toolCaller: everywhere(() => aiTool({ experimental_toolCaller: toolCaller }), 'experimental_toolCaller'),
};

describe.each(Object.entries(examples))('%s', (kind, { tool, lost }) => {
  test.each(targets)(`conversionLosses reports ${kind} for %s at its paths only`, async (target) => {
    const losses = conversionLosses(await tool(), target).filter((loss) => loss.kind === kind);
    expect(losses.map(({ path }) => path)).toEqual(lost[target] ?? []);
    for (const { message } of losses) expect(message).toBe(lossKinds[kind as LossKind]);
  });
});

test.each(targets)('a plain tool loses nothing in %s', (target) => {
  expect(conversionLosses(plain, target)).toEqual([]);
  const zod = defineTool({
    name: 'add',
    description: 'Add',
    inputSchema: z.object({ n: z.number() }),
    handler: () => 1,
  });
  expect(conversionLosses(zod as ClientTool, target)).toEqual([]);
});

test('an AI SDK tool with a zod object is shown as closed in both frameworks, and in the same draft', async () => {
  const tool = await aiTool({ inputSchema: z.object({ n: z.number().default(1) }) });
  const shown = { $schema: 'http://json-schema.org/draft-07/schema#', additionalProperties: false };
  expect((toAISDKTool(tool).inputSchema as { jsonSchema: object }).jsonSchema).toMatchObject(shown);
  expect(toLangChainTool(tool).schema).toMatchObject(shown);
  expect(conversionLosses(tool, 'ai-sdk')).toEqual([]);
  expect(conversionLosses(tool, 'langchain')).toEqual([]);
  expect(conversionLosses(tool, 'letta').map(({ kind }) => kind)).toEqual(['closedObject']);
});

test('parts of an intersection stay open, because closed ones accept no input', async () => {
  const [left, right] = [z.object({ a: z.number() }), z.object({ b: z.number() }).meta({ id: 'Right' })];
  const tool = await aiTool({ inputSchema: z.object({ both: z.intersection(left, right.describe('B')) }) });
  const { both } = (toLangChainTool(tool).schema as { properties: { both: { allOf: object[] } } }).properties;
  expect(both.allOf[0]).not.toHaveProperty('additionalProperties');
  expect(conversionLosses(tool, 'langchain').map(({ path }) => path)).toContain(
    'inputSchema/properties/both/allOf/0/additionalProperties',
  );
});

test('a decorated copy has the same losses as the tool', async () => {
  const tool = await aiTool({ strict: true, title: 'Double' });
  const decorated = { ...tool, handler: async () => 1 };
  expect(conversionLosses(decorated, 'letta')).toEqual(conversionLosses(tool, 'letta'));
  expect(conversionLosses(decorated, 'letta').map(({ kind }) => kind)).toEqual(['title', 'strict', 'closedObject']);
});

test('a copy with another schema is shown with that schema, which loses nothing', async () => {
  const copy = { ...(await aiTool({})), inputSchema };
  expect(conversionLosses(copy, 'langchain')).toEqual([]);
  expect(toLangChainTool(copy).schema).toEqual(inputSchema);
});

test('a schema that its framework cannot show is compared with nothing', async () => {
  const schema = z.object({ since: z.date() });
  const tool = langChainTool(() => 42, { name: 'double', description: 'Double', schema });
  expect(conversionLosses(fromLangChainTool(tool), 'ai-sdk')).toEqual([]);
  expect(conversionLosses(await aiTool({ inputSchema: schema }), 'langchain')).toEqual([]);
});

test('docs/losses.md lists every kind with its targets and its meaning', () => {
  const page = readFileSync(new URL('../../docs/losses.md', import.meta.url), 'utf8');
  const [, shown] = /<!-- kinds -->\n(.*?)\n<!-- \/kinds -->/s.exec(page) ?? [];
  expect(shown).toBe(table());
});

function table(): string {
  const names = { langchain: 'LangChain', 'ai-sdk': 'AI SDK', atp: 'ATP', letta: 'Letta' };
  const rows = Object.entries(lossKinds).map(([kind, message]) => {
    const { lost } = examples[kind as LossKind];
    const where = targets.filter((target) => lost[target]).map((target) => names[target]);
    const all = where.length === targets.length;
    // Tools of LangChain have it as well.
    const list = kind === 'nativeMetadata' ? 'all but its own framework' : where.join(', ');
    return `| \`${kind}\` | ${all ? 'all' : list} | ${message} |`;
  });
  return ['| kind | lost in | meaning |', '|---|---|---|', ...rows].join('\n');
}

function example(fields: object, where: readonly ConversionTarget[], ...paths: string[]): Example {
  return { tool: () => ({ ...plain, ...fields }), lost: Object.fromEntries(where.map((target) => [target, paths])) };
}

function everywhere(tool: Example['tool'], ...paths: string[]): Example {
  return { tool, lost: Object.fromEntries(targets.map((target) => [target, paths])) };
}

function inOthers(ownTarget: ConversionTarget, path: string): Example['lost'] {
  return Object.fromEntries(targets.filter((target) => target !== ownTarget).map((target) => [target, [path]]));
}

function onlyLangChain(fields: object): Example {
  const make = () => langChainTool(() => 42, { ...plain, schema: inputSchema, ...fields } as never);
  return { tool: () => fromLangChainTool(make() as never), lost: inOthers('langchain', Object.keys(fields)[0] ?? '') };
}

function onlyAISDK(fields: object): Example {
  return { tool: () => aiTool(fields), lost: inOthers('ai-sdk', Object.keys(fields)[0] ?? '') };
}

function aiTool(fields: object): Promise<ClientTool> {
  const tool = {
    description: 'Double a number',
    inputSchema: z.object({ n: z.number() }),
    execute: () => 42,
    ...fields,
  };
  return fromAISDKTool('double', tool as ToolSet[string]);
}

async function remoteTool(): Promise<ClientTool> {
  const server = new Server({ name: 'untrusted', version: '1.0.0' }, { capabilities: { tools: {} } });
  const n = { type: 'number', description: 'A \u009bnumber' };
  const listed = {
    name: 'double',
    description: 'Double\u202e a number',
    inputSchema: { type: 'object', properties: { n } },
  };
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [listed] }));
  const [here, there] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'here', version: '1.0.0' });
  await Promise.all([server.connect(there), client.connect(here)]);
  const [tool] = await fromMCPClient(client);
  if (tool === undefined) throw new Error('the tool was refused');
  return tool;
}

function zodTool(): ClientTool {
  const schema: z.ZodType = z.object({
    n: z.number().default(1),
    text: z.string().prefault('x'),
    loose: z.looseObject({}),
    parts: z.array(z.lazy(() => schema)),
  });
  return fromLangChainTool(langChainTool(() => 42, { name: 'double', description: 'Double', schema } as never));
}

/** LangChain shows JSON Schema that zod 4 made in another draft. */
function writtenTool(): ClientTool {
  const schema = z.toJSONSchema(z.strictObject({ n: z.number() })) as object;
  return fromLangChainTool(langChainTool(() => 42, { name: 'double', description: 'Double', schema }));
}
