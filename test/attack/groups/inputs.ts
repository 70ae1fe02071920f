import assert from 'node:assert/strict';
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
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { attack, each, type Group } from '../attack.ts';
import { offer, outcomeOf } from '../remote-tools.ts';

const anything = { type: 'object' };
const toolOf = (handler: () => unknown, more: Partial<ClientTool> = {}): ClientTool => ({
  name: 'work',
  description: 'Work',
  inputSchema: anything,
  handler,
  ...more,
});
const callWork = (bridge: Bridge, input: unknown = {}) => bridge.execute({ id: 'call', name: 'work', input });

/** Builds a value of this depth without recursion. */
function deep(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

/** A backend whose only pause asks for a plain call and for one with this input. */
function pausingBackend(input: unknown, answered: (results: readonly ToolResult[]) => void): RunBackend<null, string> {
  const pause: Pause = {
    version: 1,
    backend: 'fake',
    runId: 'run',
    calls: [
      { id: 'plain', name: 'work', input: {} },
      { id: 'deep', name: 'work', input },
    ],
    state: null,
  };
  return {
    name: 'fake',
    start: async (): Promise<RunState<string>> => ({ status: 'paused', pause }),
    resume: async (_pause, answers) => {
      answered(answers as ToolResult[]);
      return { status: 'completed', output: 'done' };
    },
  };
}

/** No finished call loses its result: both are answered, or nothing ran and the error says why. */
async function keepsTheSibling(input: unknown): Promise<void> {
  let runs = 0;
  let answers: readonly ToolResult[] = [];
  const bridge = createBridge({ tools: [toolOf(() => ++runs)] });
  const backend = pausingBackend(input, (results) => {
    answers = results;
  });
  const error = await bridge.run(backend, null).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined) {
    assert.ok(ToolferryError.isInstance(error), `a raw error: ${error}`);
    assert.equal(runs, 0, 'the other call ran and its result was lost');
    return;
  }
  assert.deepEqual(
    answers.map(({ toolCallId }) => toolCallId),
    ['plain', 'deep'],
  );
  assert.equal(answers[0]?.output, 1);
}

const list = (inner: unknown) => [inner];
const object = (inner: unknown) => ({ a: inner });
const deepInputs: Readonly<Record<string, () => unknown>> = {
  '8,000 arrays': () => ({ p: deep(8000, list) }),
  '8,000 objects': () => deep(8000, object),
  '100,000 arrays': () => ({ p: deep(100_000, list) }),
  '8,000 arrays as JSON text': () => `{"p":${'['.repeat(8000)}${']'.repeat(8000)}}`,
  '1,000,000 arrays as JSON text': () => `{"p":${'['.repeat(1e6)}${']'.repeat(1e6)}}`,
  'a circular object': () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    return circular;
  },
};

const shared = (levels: number, wrap: (inner: unknown) => unknown): unknown => deep(levels, wrap);
const largeInputs: Readonly<Record<string, () => unknown>> = {
  '300,000 leaves at depth 490': () => ({ p: deep(490, list), q: Array.from({ length: 600 }, () => deep(490, list)) }),
  '300,000 members of one object': () => Object.fromEntries(Array.from({ length: 300_000 }, (_, n) => [`p${n}`, n])),
  'a text of 20 MB': () => ({ p: 'x'.repeat(20e6) }),
  'shared structure of 22 levels': () => ({ p: shared(22, (inner) => [inner, inner]) }),
};
const largeOutputs: Readonly<Record<string, () => unknown>> = {
  'shared structure of 22 levels': () => shared(22, (inner) => [inner, inner]),
  'shared structure of 60 levels': () => shared(60, (inner) => ({ a: inner, b: inner })),
  'shared structure with toJSON': () => shared(40, (inner) => ({ toJSON: () => [inner, inner] })),
  '100,000 arrays': () => deep(100_000, list),
  'an array that is ten million long and empty': () => new Array(1e7),
};

async function answersOnce(handler: () => unknown, input?: unknown): Promise<ToolResult> {
  const result = await callWork(createBridge({ tools: [toolOf(handler)] }), input);
  assert.equal(result.toolCallId, 'call');
  assertJSON(result);
  return result;
}

/** A result is JSON: what comes back from its text is equal to it. */
function assertJSON(result: ToolResult): void {
  assert.deepEqual(JSON.parse(JSON.stringify(result)), { ...result });
}

/** Results that a handler in JavaScript can make and no adapter can read. */
const badParts: Readonly<Record<string, object>> = {
  'content with null': { content: [null] },
  'content that is a string': { content: 'x' },
  'stdout that is a string': { stdout: 'abc' },
  'a text part without text': { content: [{ type: 'text' }] },
  'a file without a media type': { content: [{ type: 'file', data: 'AAAA' }] },
  'a part of an unknown type': { content: [{ type: 'video', url: 5 }] },
  'an error that is a string': { error: 'why' },
  'an error whose message is a number': { error: { message: 5 } },
  'stderr with a number': { stderr: [1] },
  'content that is an object': { content: { type: 'text', text: 'x' } },
};

/** Each adapter shows the result, or fails with an error that was made for reading. */
async function isReadEverywhere(parts: object): Promise<void> {
  const bridge = createBridge({ tools: [toolOf(() => toolResult(parts as never))] });
  const direct = await callWork(bridge);
  assertJSON(direct);
  const { content = [], stdout = [], stderr = [], error } = direct;
  assert.ok(Array.isArray(content) && Array.isArray(stdout) && Array.isArray(stderr), 'a part is no list');
  assert.ok(content.every((part) => part !== null && typeof part === 'object' && /^(text|file)$/.test(part.type)));
  assert.ok(
    [...stdout, ...stderr].every((line) => typeof line === 'string'),
    'a line is no string',
  );
  assert.ok(error === undefined || typeof error.message === 'string', 'a message is no string');
  const [lang] = toLangChain(bridge);
  await lang?.invoke({ type: 'tool_call', id: 'call', name: 'work', args: {} } as never).catch(readable);
  const sdk = toAISDK(bridge).work as unknown as {
    execute(...args: unknown[]): Promise<unknown>;
    toModelOutput?(options: object): unknown;
  };
  const output = await Promise.resolve(sdk.execute({}, { toolCallId: 'call', messages: [] })).catch(readable);
  if (output !== undefined) await sdk.toModelOutput?.({ toolCallId: 'call', input: {}, output });
}

function readable(error: unknown): undefined {
  assert.ok(ToolferryError.isInstance(error), `a raw error: ${error}`);
}

const longName = 'x'.repeat(20e6);
const names: Readonly<Record<string, () => unknown>> = {
  'a local tool whose name has 20 MB': () => {
    assert.throws(() => createBridge({ tools: [toolOf(() => 1, { name: longName })] }), isShortError);
  },
  'a local tool whose namespace has 20 MB': () => {
    assert.throws(() => createBridge({ tools: [toolOf(() => 1, { namespace: longName })] }), isShortError);
  },
  'a remote tool whose name has 20 MB': async () => {
    const { bridge, refused } = await offer([{ name: longName, inputSchema: anything }]);
    assert.deepEqual([...bridge.tools], []);
    assert.ok(JSON.stringify(refused).length < 10_000, 'the report has the whole name');
  },
  'a call of a name of 20 MB': async () => {
    const result = await createBridge({ tools: [toolOf(() => 1)] }).execute({ id: 'call', name: longName, input: {} });
    assert.equal(outcomeOf(result), 'unknown_tool');
    assert.ok((result.error?.message.length ?? 0) < 10_000, 'the message has the whole name');
  },
  'ten thousand remote tools with long names': async () => {
    const tools = Array.from({ length: 10_000 }, (_, n) => ({
      name: `${'x'.repeat(1000)}${n}`,
      inputSchema: anything,
    }));
    const { bridge, refused } = await offer(tools);
    assert.equal([...bridge.tools].length + refused.length, 10_000);
  },
};

function isShortError(error: unknown): boolean {
  return (ToolferryError.isInstance(error) || error instanceof TypeError) && String(error).length < 10_000;
}

const throwing = new Proxy(
  {},
  {
    get: () => {
      throw new Error('no');
    },
    ownKeys: () => {
      throw new Error('no');
    },
  },
);
const definitions: Readonly<Record<string, () => object>> = {
  'a type that cannot become a string': () => ({
    name: 'a',
    description: '',
    inputSchema: { type: [{ toString: 1 }] },
  }),
  'a schema with a getter that throws': () => ({
    name: 'a',
    description: '',
    inputSchema: Object.defineProperty({}, 'type', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    }),
  }),
  'a schema that is a proxy': () => ({ name: 'a', description: '', inputSchema: throwing }),
  'a circular schema': () => {
    const schema: Record<string, unknown> = { type: 'object' };
    schema.properties = { self: schema };
    return { name: 'a', description: '', inputSchema: schema };
  },
  'a name that is an object': () => ({ name: { toString: 1 }, description: '', inputSchema: anything }),
  'a symbol as a type': () => ({ name: 'a', description: Symbol('x'), inputSchema: { type: Symbol('x') } }),
  'required names that cannot become strings': () => ({
    name: 'a',
    description: '',
    inputSchema: { type: 'object', required: [{ toString: 1 }], enum: [1n], $ref: { toString: 1 } },
  }),
  'nothing at all': () => null as never,
};

function isChecked(definition: object): void {
  const { errors, warnings } = checkDefinition(definition as never);
  assert.ok(Array.isArray(errors) && Array.isArray(warnings));
  assert.ok(
    [...errors, ...warnings].every(({ path, message }) => typeof path === 'string' && typeof message === 'string'),
  );
}

const polluting: Readonly<Record<string, unknown>> = {
  'an own __proto__ in JSON text': '{"__proto__":{"isAdmin":true}}',
  'an own __proto__ in an object': JSON.parse('{"__proto__":{"isAdmin":true}}'),
  'a nested __proto__': '{"a":[{"__proto__":{"isAdmin":true}}]}',
  'constructor and prototype': '{"constructor":{"prototype":{"isAdmin":true}}}',
};

async function doesNotPollute(input: unknown): Promise<void> {
  const received: unknown[] = [];
  const tool = { ...toolOf(() => 1), handler: (given: unknown) => received.push(given) };
  await createBridge({ tools: [tool] }).execute({ id: 'call', name: 'work', input });
  const [seen] = received;
  const read = (value: unknown): unknown => (value as { isAdmin?: unknown } | undefined)?.isAdmin;
  assert.equal(read({}), undefined, 'every object has it');
  assert.equal(read(seen), undefined, 'the input has it');
  assert.equal(read((seen as { a?: unknown[] } | undefined)?.a?.[0]), undefined, 'a part of the input has it');
}

export const inputs: Group = [
  attack(
    'an input so deep that the sibling of its call is lost',
    each(deepInputs, (make) => keepsTheSibling(make())),
  ),
  attack(
    'inputs that are large',
    each(largeInputs, (make) => answersOnce(() => 1, make())),
  ),
  attack(
    'results that are larger than they look',
    each(largeOutputs, (make) => answersOnce(make)),
  ),
  attack('results whose parts are not what they should be', each(badParts, isReadEverywhere)),
  attack('names without an end', names),
  attack(
    'definitions that break who reads them',
    each(definitions, (make) => isChecked(make())),
  ),
  attack('inputs that change the prototype of objects', each(polluting, doesNotPollute)),
];
