import assert from 'node:assert/strict';
import { Letta } from '@letta-ai/letta-client';
import fc from 'fast-check';
import {
  type Bridge,
  type ClientTool,
  checkDefinition,
  createBridge,
  type Pause,
  type RunBackend,
  type RunState,
  ToolferryError,
  type ToolResult,
  toolResult,
} from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { connectLetta, toLettaToolReturn } from 'toolferry/letta';
import { attack, type Group } from '../attack.ts';
import { offer, outcomeOf } from '../remote-tools.ts';

/** What each kind is fuzzed with: 10,000 in the full form, a tenth of it in the short one. */
const total = process.env.ATTACK_SHORT === '1' ? 1000 : 10_000;
const seed = Number(process.env.ATTACK_SEED ?? 1) | 0;

/** Tries a property with this many values; `perRun` of them in each run. */
async function fuzz<Values extends [unknown, ...unknown[]]>(
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  holds: (...values: Values) => Promise<void>,
  perRun = 1,
): Promise<void> {
  const property = fc.asyncProperty(...arbitraries, holds);
  await fc.assert(property, { seed, numRuns: Math.ceil(total / perRun) });
}

const specialKeys = [
  '__proto__',
  'constructor',
  'toString',
  'toJSON',
  'then',
  'id',
  'type',
  'name',
  'error',
  'content',
  'length',
  '',
];
const key = fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom(...specialKeys));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('\ud800', '\u0000', 'null', '{}', '[', '{"a":', '\u202e', 'undefined', 'NaN', '-0', '1e999'),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'json' },
    text,
    fc.constantFrom(null, true, false, 0, 1, -1, 1e308, 0.1),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value;
/** Anything that JavaScript can hand over. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  json,
  fc.anything({
    key,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
    maxDepth: 3,
  }),
  fc.constantFrom<unknown>(
    undefined,
    Symbol('s'),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    () => 1,
    /x/,
    new Error('x'),
    new Date(Number.NaN),
  ),
  fc.constantFrom(circular(), throwing(), thenable()),
);

function circular(): unknown {
  const value: Record<string, unknown> = { list: [] };
  (value.list as unknown[]).push(value);
  return value;
}

function throwing(): unknown {
  return Object.defineProperty({}, 'a', {
    enumerable: true,
    get: () => {
      throw new Error('not to be read');
    },
  });
}

/** Looks like a promise. */
function thenable(): unknown {
  return Object.fromEntries([['then', 5]]);
}

const raw =
  /Cannot read|is not a function|is not iterable|Maximum call stack|Cannot convert|Cannot destructure|Cannot use 'in'|Cannot mix|circular structure|undefined \(/;

/** One result of one call: JSON, and without an error that was made for nobody. */
function isResult(result: ToolResult, id: string): void {
  assert.equal(result.toolCallId, id);
  assert.deepEqual(JSON.parse(JSON.stringify(result)), { ...result });
  assert.ok(!raw.test(result.error?.message ?? ''), `a raw error: ${result.error?.message}`);
}

/** A rejection is an error that was made for reading. */
function isReadable(error: unknown): undefined {
  assert.ok(ToolferryError.isInstance(error), `a raw error: ${error instanceof Error ? error.stack : String(error)}`);
  return undefined;
}

/** An exception at registration is a ToolferryError, or a TypeError that says what to pass. */
function isDocumented(error: unknown): undefined {
  if (!(error instanceof TypeError) || raw.test(error.message)) isReadable(error);
  return undefined;
}

const keywordValues: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  type: fc.constantFrom(
    'object',
    'string',
    'number',
    'integer',
    'array',
    'boolean',
    'null',
    ['string', 'null'],
    'text',
  ),
  pattern: fc.constantFrom(
    '^a+$',
    '(a+)+$',
    '[',
    '^[\\w-.]$',
    '(?P<y>a)',
    '\\p{L}',
    '(?<=a)b',
    '(a)\\1',
    'a{1,9999}',
    '',
  ),
  format: fc.constantFrom('date', 'email', 'uri', 'nonsense'),
  $ref: fc.constantFrom('#', '#/$defs/a', '#/properties/a', '#a', 'https://a.example/x', '#/%', '%', ''),
  $dynamicRef: fc.constantFrom('#a', '#'),
  $id: fc.constantFrom('a', 'https://a.example/x', '#', '%'),
  $anchor: fc.constantFrom('a', ''),
  $schema: fc.constantFrom(
    'http://json-schema.org/draft-07/schema#',
    'https://json-schema.org/draft/2020-12/schema',
    'x',
  ),
  required: fc.array(key, { maxLength: 3 }),
  enum: fc.array(json, { maxLength: 3 }),
  const: json,
  minLength: fc.integer({ min: -1, max: 5 }),
  maximum: fc.double(),
  multipleOf: fc.constantFrom(0, 1, 0.1, -1, 1e-300),
  uniqueItems: fc.boolean(),
  minContains: fc.integer({ min: 0, max: 2 }),
  description: text,
};
const ofSchema = [
  'not',
  'if',
  'then',
  'else',
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedProperties',
  'unevaluatedItems',
];
const ofSchemas = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const ofNamed = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies'];

/** Schemas whose keywords have the right values, or those of other keywords, or anything at all. */
const schemas = fc.letrec<{ schema: object; value: unknown }>((tie) => {
  const known: Record<string, fc.Arbitrary<unknown>> = { ...keywordValues };
  const schema = tie('value');
  for (const name of ofSchema) known[name] = schema;
  for (const name of ofSchemas) known[name] = fc.array(schema, { maxLength: 3 });
  for (const name of ofNamed)
    known[name] = fc.dictionary(fc.oneof(key, fc.constantFrom('a', '^a')), schema, { maxKeys: 3 });
  const entry = fc
    .constantFrom(...Object.keys(known))
    .chain((name) =>
      fc.tuple(
        fc.constant(name),
        fc.oneof({ weight: 9, arbitrary: known[name] as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: json }),
      ),
    );
  return {
    schema: fc.array(entry, { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
    value: fc.oneof({ maxDepth: 4, depthIdentifier: 'schema' }, fc.boolean(), { weight: 5, arbitrary: tie('schema') }),
  };
}).schema;

const objectSchemas = schemas.map((schema) => ({ ...schema, type: 'object' }));
const definitions = fc.record(
  {
    name: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('a', 'b.c', 'd e', '\u5929') }, text, json),
    description: fc.oneof(text, json),
    inputSchema: fc.oneof({ weight: 5, arbitrary: objectSchemas }, schemas, json),
    outputSchema: fc.oneof(objectSchemas, json),
    annotations: json,
    title: json,
    execution: json,
  },
  { requiredKeys: ['name'] },
);

const inputs = fc.oneof(
  json,
  fc.dictionary(key, json, { maxKeys: 4 }),
  fc.dictionary(key, json, { maxKeys: 4 }).map((value) => JSON.stringify(value)),
  text,
  anything,
);

function bridgeWith(tools: readonly ClientTool[], more: object = {}): Bridge | undefined {
  try {
    return createBridge({ tools, ...more });
  } catch (error) {
    return isDocumented(error);
  }
}

async function fuzzLocalInputs(): Promise<void> {
  await fuzz(
    [objectSchemas, fc.array(inputs, { minLength: 10, maxLength: 10 })],
    async (inputSchema, given) => {
      let runs = 0;
      const tool: ClientTool = {
        name: 'work',
        description: '',
        inputSchema: inputSchema as never,
        handler: () => ++runs,
      };
      const bridge = bridgeWith([tool]);
      for (const input of bridge ? given : []) {
        const before = runs;
        const result = await (bridge as Bridge).execute({ id: 'c', name: 'work', input });
        isResult(result, 'c');
        assert.equal(runs - before, outcomeOf(result) === 'ran' ? 1 : 0);
      }
    },
    10,
  );
}

async function fuzzRemoteInputs(): Promise<void> {
  await fuzz(
    [objectSchemas, fc.array(inputs, { minLength: 10, maxLength: 10 })],
    async (inputSchema, given) => {
      const { bridge, call } = await offer([{ name: 'work', inputSchema }]);
      const { size } = new Set(bridge.tools);
      for (const input of size > 0 ? given : []) isResult(await call('work', input), 'call');
    },
    10,
  );
}

async function fuzzRemoteDefinitions(): Promise<void> {
  await fuzz(
    [
      fc.array(fc.oneof({ weight: 9, arbitrary: definitions }, json as fc.Arbitrary<object>), {
        minLength: 20,
        maxLength: 20,
      }),
    ],
    async (listed) => {
      const { bridge, refused } = await offer(listed as never, { approve: () => true });
      const { size } = new Set(bridge.tools);
      assert.ok(
        size + refused.length >= listed.length,
        `${size} offered and ${refused.length} refused of ${listed.length}`,
      );
      for (const { name } of bridge.tools) isResult(await bridge.execute({ id: 'c', name, input: {} }), 'c');
      toLangChain(bridge);
      toAISDK(bridge);
    },
    20,
  );
}

async function fuzzLocalDefinitions(): Promise<void> {
  await fuzz([fc.oneof({ weight: 9, arbitrary: definitions }, anything)], async (definition) => {
    const { errors, warnings } = checkDefinition(definition as never);
    for (const { path, message } of [...errors, ...warnings])
      assert.equal(typeof path + typeof message, 'stringstring');
    const bridge = bridgeWith([definition as ClientTool]);
    if (bridge) isResult(await bridge.execute({ id: 'c', name: 'a', input: {} }), 'c');
  });
}

const callIds = fc.oneof(fc.constantFrom('c1', 'c2', 'c3'), text, json);
const pendingCalls = fc.record({
  id: callIds,
  name: fc.oneof(fc.constantFrom('work', 'fail', 'none'), json),
  input: inputs,
  ask: fc.constantFrom(undefined, undefined, 'approval', 5),
});

async function fuzzRunPauses(): Promise<void> {
  await fuzz([fc.array(fc.array(pendingCalls, { maxLength: 4 }), { maxLength: 4 })], async (rounds) => {
    const bridge = createBridge({ tools: workers, approve: () => true });
    let round = 0;
    const next = (): RunState<string> => {
      const calls = rounds[round++];
      if (calls === undefined) return { status: 'completed', output: 'done' };
      return {
        status: 'paused',
        pause: { version: 1, backend: 'fake', runId: 'run', calls: calls as never, state: null },
      };
    };
    const backend: RunBackend<null, string> = {
      name: 'fake',
      start: async () => next(),
      resume: async (pause, answers) => {
        assert.deepEqual(
          answers.map(({ toolCallId }) => toolCallId),
          pause.calls.map(({ id }) => id),
        );
        return next();
      },
    };
    await bridge.run(backend, null).catch(isReadable);
  });
}

/** A pause that another process wrote, and somebody has changed. */
async function fuzzStoredPauses(): Promise<void> {
  const pauses = fc.record({
    version: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, json),
    backend: fc.oneof({ weight: 9, arbitrary: fc.constant('fake') }, json),
    runId: json,
    calls: fc.array(pendingCalls, { maxLength: 4 }),
    state: json,
  });
  await fuzz([pauses], async (pause) => {
    const bridge = createBridge({ tools: workers });
    const backend: RunBackend<null, string> = {
      name: 'fake',
      start: () => Promise.reject(new Error('not used')),
      resume: async () => ({ status: 'completed', output: 'done' }),
    };
    await bridge.resume(backend, pause as unknown as Pause).catch(isReadable);
  });
}

const workers: readonly ClientTool[] = [
  { name: 'work', description: '', inputSchema: { type: 'object' }, handler: () => 'worked' },
  {
    name: 'fail',
    description: '',
    inputSchema: { type: 'object' },
    handler: () => {
      throw new Error('no');
    },
  },
];

const callbacks = fc.record(
  {
    id: callIds,
    type: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('tool', 'llm', 'embedding', 'approval') }, json),
    operation: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('call', 'extract', 'classify', 'embed', 'search', 'request', 'work') },
      json,
    ),
    payload: fc.oneof(
      fc.record(
        {
          toolName: fc.oneof(fc.constantFrom('work', 'fail'), json),
          namespace: fc.oneof(fc.constant('client'), json),
          input: json,
          sequenceNumber: fc.oneof(fc.nat({ max: 9 }), json),
          prompt: json,
          text: json,
          message: json,
          options: json,
          context: json,
        },
        { requiredKeys: [] },
      ),
      json,
    ),
  },
  { requiredKeys: [] },
);
const executions = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      {
        executionId: fc.constant('x'),
        status: fc.constant('paused'),
        needsCallback: fc.oneof(callbacks, json),
        needsCallbacks: fc.oneof(fc.constant(undefined), fc.array(callbacks, { maxLength: 4 }), json),
      },
      { requiredKeys: ['executionId', 'status'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        executionId: fc.oneof(fc.constant('x'), json),
        status: fc.oneof(fc.constantFrom('completed', 'failed', 'denied'), json),
        result: json,
        error: json,
        stats: json,
        provenanceTokens: json,
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: json },
);

/** Answers of an ATP server to all requests of one connection, handed over without a network. */
async function fuzzATP(answers: readonly unknown[], others: Readonly<Record<string, unknown>>): Promise<void> {
  let count = 0;
  const answerTo = (url: string): unknown => {
    if (/execute|resume/.test(url)) return answers[count++] ?? { executionId: 'x', status: 'completed', result: 1 };
    const path = Object.keys(others).find((each) => url.endsWith(each));
    return path === undefined ? { clientId: 'c', token: 'token-1', expiresAt: 9e15 } : others[path];
  };
  const fetch = async (url: unknown) => new Response(JSON.stringify(answerTo(String(url))) ?? '');
  const connecting = connectATP({
    baseUrl: 'http://127.0.0.1:9',
    fetch: fetch as typeof globalThis.fetch,
    tools: workers,
    approve: () => true,
    llm: { call: () => 'x', extract: () => ({}), classify: () => 'x' },
    embedding: { embed: () => [1] },
    expose: 'functions',
  });
  const atp = await connecting.catch(isReadable);
  if (atp === undefined) return;
  const execution = await atp.execute('return 1').catch(isReadable);
  if (execution) assert.deepEqual(JSON.parse(JSON.stringify(execution)), { ...execution });
  const result = await atp.bridge.execute({ id: 'c', name: 'search_api', input: { query: 'x' } });
  isResult(result, 'c');
}

const usualInfo = { '/api/info': {}, '/api/explore': { type: 'directory', items: [] }, '/api/search': { results: [] } };

const called = fc.record(
  {
    tool_call_id: fc.oneof(fc.constantFrom('c1', 'c2'), json),
    name: fc.oneof(fc.constantFrom('work', 'fail'), json),
    arguments: fc.oneof(fc.constant('{}'), json),
  },
  { requiredKeys: [] },
);
const messageType = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(
      'approval_request_message',
      'tool_call_message',
      'tool_return_message',
      'assistant_message',
      'reasoning_message',
      'stop_reason',
      'usage_statistics',
      'ping',
      'hidden',
    ),
  },
  json,
);
const chunk = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record(
      {
        message_type: messageType,
        id: json,
        run_id: fc.oneof(fc.constant('run-1'), json),
        tool_calls: fc.oneof(fc.array(called, { maxLength: 3 }), called, json),
        tool_call: called,
        tool_returns: json,
        content: json,
        reasoning: json,
        stop_reason: fc.oneof(fc.constantFrom('end_turn', 'requires_approval', 'error'), json),
        prompt_tokens: json,
      },
      { requiredKeys: ['message_type'] },
    ),
  },
  json,
);

/** A turn of a Letta agent, handed over without a network. Its results are accepted. */
async function fuzzLetta(chunks: readonly unknown[]): Promise<void> {
  const streams = [[...chunks, { message_type: 'stop_reason', stop_reason: 'end_turn' }]];
  const end = [{ message_type: 'stop_reason', stop_reason: 'end_turn' }];
  const agent = {
    id: 'agent-1',
    name: 'fake',
    agent_type: 'letta_v1_agent',
    llm_config: { context_window: 30_000, parallel_tool_calls: true },
  };
  const fetch = async (url: unknown, init?: RequestInit): Promise<Response> => {
    const isTurn = init?.method?.toUpperCase() === 'POST' && String(url).endsWith('/messages');
    if (isTurn) {
      const frames = (streams.shift() ?? end).map((frame) => `data: ${JSON.stringify(frame)}\n\n`);
      return new Response(frames.join(''), { headers: { 'content-type': 'text/event-stream' } });
    }
    return Response.json(String(url).includes('/tools') || String(url).includes('/runs') ? [] : agent);
  };
  const client = new Letta({
    baseURL: 'http://127.0.0.1:9',
    apiKey: 'letta-key-1',
    fetch: fetch as typeof globalThis.fetch,
  });
  const letta = await connectLetta({ client, agentId: 'agent-1', tools: workers });
  await letta.send('go').catch(isReadable);
}

async function fuzzDecisions(): Promise<void> {
  const decisions = fc.oneof(
    anything,
    fc.record({ approved: anything, reason: anything, input: anything }, { requiredKeys: [] }),
  );
  const tool = { ...workers[0], metadata: { operationType: 'destructive' } } as ClientTool;
  await fuzz([decisions], async (decision) => {
    let runs = 0;
    const counted = { ...tool, handler: () => ++runs };
    const result = await createBridge({ tools: [counted], approve: () => decision as never }).execute({
      id: 'c',
      name: 'work',
      input: {},
    });
    isResult(result, 'c');
    const approved = decision === true || (decision as { approved?: unknown } | null | undefined)?.approved === true;
    assert.ok(approved || runs === 0, 'it ran without a yes');
  });
}

const parts = fc.record(
  {
    output: anything,
    content: fc.oneof(
      fc.array(
        fc.oneof(
          fc.record(
            {
              type: fc.constantFrom('text', 'file', 'x'),
              text: json,
              data: json,
              url: json,
              mediaType: json,
              filename: json,
            },
            { requiredKeys: [] },
          ),
          json,
        ),
        { maxLength: 3 },
      ),
      json,
    ),
    stdout: fc.oneof(fc.array(json, { maxLength: 2 }), json),
    stderr: json,
    error: fc.oneof(fc.record({ message: json, code: json, data: anything }, { requiredKeys: [] }), json),
  },
  { requiredKeys: [] },
);

async function fuzzHandlerResults(): Promise<void> {
  await fuzz(
    [fc.oneof(anything, parts), fc.boolean(), fc.constantFrom('return', 'throw', 'reject')],
    async (given, isRich, way) => {
      const handler = (): unknown => {
        const value = isRich ? toolResult(given as never) : given;
        if (way === 'throw') throw value;
        return way === 'reject' ? Promise.reject(value) : value;
      };
      const bridge = createBridge({ tools: [{ ...(workers[0] as ClientTool), handler }] });
      const result = await bridge.execute({ id: 'c', name: 'work', input: {} });
      isResult(result, 'c');
      toLettaToolReturn(result);
      const [lang] = toLangChain(bridge);
      const message = await lang
        ?.invoke({ type: 'tool_call', id: 'c', name: 'work', args: {} } as never)
        .catch(isReadable);
      if (message !== undefined) JSON.stringify(message);
      const sdk = toAISDK(bridge).work as unknown as {
        execute(...args: unknown[]): Promise<unknown>;
        toModelOutput?(options: object): unknown;
      };
      const output = await Promise.resolve(sdk.execute({}, { toolCallId: 'c', messages: [] })).catch(isReadable);
      if (output !== undefined) JSON.stringify(await sdk.toModelOutput?.({ toolCallId: 'c', input: {}, output }));
    },
  );
}

async function fuzzRemoteResults(): Promise<void> {
  const block = fc.record(
    {
      type: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom('text', 'image', 'audio', 'resource', 'resource_link') },
        json,
      ),
      text: json,
      data: json,
      mimeType: json,
      uri: json,
      name: json,
      resource: fc.oneof(json, fc.record({ uri: json, text: json, blob: json, mimeType: json }, { requiredKeys: [] })),
    },
    { requiredKeys: [] },
  );
  const results = fc.oneof(
    fc.record(
      {
        content: fc.oneof({ weight: 5, arbitrary: fc.array(block, { maxLength: 3 }) }, json),
        structuredContent: json,
        isError: fc.oneof(fc.boolean(), json),
        _meta: json,
      },
      { requiredKeys: [] },
    ),
    json,
  );
  const answer: { value: unknown } = { value: null };
  const { call } = await offer(
    [
      { name: 'work', inputSchema: { type: 'object' } },
      { name: 'typed', inputSchema: { type: 'object' }, outputSchema: { type: 'object', required: ['a'] } },
    ],
    {
      answer: () => answer.value as object,
    },
  );
  await fuzz([results, fc.constantFrom('work', 'typed')], async (value, name) => {
    answer.value = value;
    isResult(await call(name, {}), 'call');
  });
}

const limits = { cpuSeconds: 200, seconds: 400 };
export const fuzzing: Group = [
  attack('inputs', { 'of local tools': fuzzLocalInputs, 'of remote tools': fuzzRemoteInputs }, limits),
  attack('definitions', { 'of local tools': fuzzLocalDefinitions, 'of remote tools': fuzzRemoteDefinitions }, limits),
  attack(
    'pauses',
    {
      'of a run': fuzzRunPauses,
      'of another process': fuzzStoredPauses,
      'of a Letta server': () => fuzz([fc.array(chunk, { maxLength: 4 })], fuzzLetta),
      'of an ATP server': () =>
        fuzz([fc.array(executions, { maxLength: 3 })], (answers) => fuzzATP(answers, usualInfo)),
    },
    limits,
  ),
  attack(
    'answers',
    {
      'of a person': fuzzDecisions,
      'of an ATP server': () => {
        const item = fc.record(
          {
            type: fc.oneof(fc.constantFrom('function', 'directory'), json),
            name: json,
            group: json,
            items: json,
            inputSchema: fc.oneof(objectSchemas, json),
          },
          { requiredKeys: [] },
        );
        const explored = fc.oneof(item, json);
        return fuzz([json, explored, json, json], (info, explore, search, init) =>
          fuzzATP([], {
            '/api/info': info,
            '/api/explore': explore,
            '/api/search': search,
            ...(init === null && { '/api/init': init }),
          }),
        );
      },
    },
    limits,
  ),
  attack('results', { 'of handlers': fuzzHandlerResults, 'of an MCP server': fuzzRemoteResults }, limits),
];
