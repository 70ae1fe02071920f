import { type ClientTool, createBridge, defineTool, ToolferryError } from 'toolferry';
import { expect, test } from 'vitest';

const tool = (name: string, fields: Partial<ClientTool> = {}): ClientTool =>
  defineTool({ description: 'A tool', inputSchema: { type: 'object' }, handler: () => name, ...fields, name });

/** The error that `createBridge` throws for these tools. */
function refusal(...tools: ClientTool[]): ToolferryError {
  try {
    createBridge({ tools });
  } catch (error) {
    if (ToolferryError.isInstance(error)) return error;
  }
  throw new Error('was not refused');
}

test('tools are looked up by visible name, listed in order, added and removed', () => {
  const [read, write] = [tool('read', { namespace: 'fs' }), tool('write')];
  const { tools } = createBridge({ tools: [read] });
  tools.add(write);
  expect(tools.get('fs_read')).toBe(read);
  expect(tools.get('read')).toBeUndefined();
  expect([...tools]).toEqual([read, write]);
  tools.remove('fs_read');
  tools.remove('never_there');
  expect([...tools]).toEqual([write]);
});

test('an iteration over the tools does not include tools that are added meanwhile', () => {
  const { tools } = createBridge({ tools: [tool('a')] });
  for (const each of tools) tools.add(tool(`${each.name}_again`));
  expect([...tools].map(({ name }) => name)).toEqual(['a', 'a_again']);
});

test('a collision is refused and names both tools', () => {
  const error = refusal(tool('read', { namespace: 'fs' }), tool('fs.read'));
  expect(error.code).toBe('invalid_tool');
  expect(error.message).toBe(
    'This tool cannot be registered: "fs.read" name is shown as "fs_read", which is already the visible name of "fs.read": rename one of them.',
  );
  expect(refusal(tool('a.b'), tool('a b')).message).toMatch(/"a b" .*"a_b", .* name of "a\.b"/);
});

test('a collision with a registered tool is refused and names it', () => {
  const { tools } = createBridge({ tools: [tool('a.b')] });
  expect(() => tools.add(tool('a_b'))).toThrow(/"a_b".* name of "a\.b"/);
});

test('add is all or nothing: one error lists every invalid tool and path, and no tool is added', () => {
  const { tools } = createBridge({ tools: [tool('known')] });
  const bad = [
    tool('good'),
    tool('pattern', { inputSchema: { properties: { a: { pattern: '[' }, b: { $ref: '#/nowhere' } } } }),
    tool('known'),
    tool('list', { inputSchema: { type: 'array' } }),
  ];
  let error: unknown;
  try {
    tools.add(...bad);
  } catch (thrown) {
    error = thrown;
  }
  if (!ToolferryError.isInstance(error)) throw new Error('was not refused');
  expect(error.data).toMatchObject([
    {
      tool: 'pattern',
      issues: [{ path: 'inputSchema/properties/a/pattern' }, { path: 'inputSchema/properties/b' }],
    },
    { tool: 'known', issues: [{ path: 'name' }] },
    { tool: 'list', issues: [{ path: 'inputSchema/type' }] },
  ]);
  for (const part of ['These tools', '"pattern"', '"known"', '"list"', 'inputSchema/properties/b'])
    expect(error.message).toContain(part);
  expect([...tools].map(({ name }) => name)).toEqual(['known']);
});

test('__proto__ is refused as a name and as a namespace', () => {
  expect(refusal(tool('__proto__')).message).toContain('name must not be __proto__');
  expect(refusal(tool(' _proto__')).message).toContain('name must not be __proto__');
  expect(refusal(tool('a', { namespace: '__proto__' })).message).toContain('name must not be __proto__');
  expect(refusal(tool('__proto__', { namespace: 'fs' })).message).toContain('name must not be __proto__');
});

test('names of members of every object, such as constructor, are valid tool names', async () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then'];
  const empty = createBridge();
  const bridge = createBridge({ tools: names.map((name) => tool(name)) });
  for (const name of names) {
    expect(empty.tools.get(name)).toBeUndefined();
    expect(await bridge.execute({ id: name, name, input: {} })).toMatchObject({ output: name });
  }
  expect(empty.tools.get('__proto__')).toBeUndefined();
});

test.for([
  ['null', null, 'is not a tool object'],
  ['a string', 'read', 'is not a tool object'],
  ['a tool without name', { description: 'A', inputSchema: {} }, 'name must be a non-empty string'],
  ['an empty name', { name: '', description: 'A', inputSchema: {} }, 'name must be a non-empty string'],
  ['a tool without description', { name: 'a', inputSchema: {} }, 'description must be a string'],
  ['a tool without schema', { name: 'a', description: 'A' }, 'inputSchema must be a JSON Schema object'],
  [
    'a namespace that is not a string',
    { name: 'a', namespace: 1, description: 'A', inputSchema: {} },
    'namespace must',
  ],
  [
    'a handler that is not a function',
    { name: 'a', description: 'A', inputSchema: {}, handler: 'run' },
    'handler must',
  ],
  [
    'a misspelt metadata key',
    { name: 'a', description: 'A', inputSchema: {}, metadata: { operationtype: 'destructive' } },
    'metadata/operationtype is not a metadata key; did you mean operationType?',
  ],
  [
    'metadata that is not an object',
    { name: 'a', description: 'A', inputSchema: {}, metadata: 'destructive' },
    'metadata must be an object',
  ],
] as const)('registration refuses %s', ([, bad, message]) => {
  expect(refusal(bad as unknown as ClientTool).message).toContain(message);
});

test('registration accepts a metadata key that is like no known one', () => {
  const owned = tool('owned', { metadata: { owner: 'Ada' } as object });
  expect(createBridge({ tools: [owned] }).tools.get('owned')).toBe(owned);
});

test('a bridge has at most 10,000 tools, however they are added, and limits.tools sets it', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => tool(`tool_${n}`));
  const { tools } = createBridge({ tools: many(10_000) });
  expect([...tools]).toHaveLength(10_000);
  const message = '"other" is one tool too many: the maximum is 10,000 (limits.tools)';
  expect(() => tools.add(tool('other'))).toThrow(message);
  tools.remove('tool_0');
  tools.add(tool('other'));
  const small = createBridge({ tools: many(2), limits: { tools: 3 } }).tools;
  expect(() => small.add(tool('third'), tool('fourth'))).toThrow('"fourth" is one tool too many: the maximum is 3');
  expect([...small]).toHaveLength(2);
});

test('tools that are generated without an end are refused at the limit', () => {
  function* endless() {
    for (let n = 0; ; n++) yield tool(`tool_${n}`);
  }
  expect(() => createBridge({ tools: endless() })).toThrow('"tool_10000" is one tool too many');
});

test('200,000 tools can be registered at once without a limit', () => {
  const inputSchema = {};
  const many = Array.from({ length: 200_000 }, (_, n) => ({ name: `t${n}`, description: '', inputSchema }));
  expect([...createBridge({ tools: many, limits: { tools: Number.POSITIVE_INFINITY } }).tools]).toHaveLength(200_000);
});

test('the message for many or long problems is short, and its data lists all of them', () => {
  const many = refusal(
    ...Array.from({ length: 5_000 }, (_, n) => tool(`list_${n}`, { inputSchema: { type: 'array' } })),
  );
  expect(many.message).toMatch(/^These tools cannot be registered: .*"list_19" .*; and 4,980 more \(see data\)\.$/);
  expect(many.message.length).toBeLessThan(3_000);
  expect(many.data).toHaveLength(5_000);
  const long = refusal(tool('x'.repeat(20_000_000)));
  expect(long.message.length).toBeLessThan(300);
  expect(JSON.stringify(long.data).length).toBeLessThan(300);
});

test('the result of a call of an unknown tool with a long name has a short message', async () => {
  const { error } = await createBridge().execute({ id: 'call_1', name: 'x'.repeat(20_000_000), input: {} });
  expect(error?.code).toBe('unknown_tool');
  expect(error?.message.length).toBeLessThan(200);
});
