import { type ClientTool, createBridge, defineTool, ToolferryError } from 'toolferry';
import { expect, test } from 'vitest';

const tool = (name: string, fields: Partial<ClientTool> = {}): ClientTool =>
  defineTool({ description: 'A tool', inputSchema: { type: 'object' }, handler: () => name, ...fields, name });

/** What adding throws. */
function refusal(...tools: ClientTool[]): ToolferryError {
  try {
    createBridge({ tools });
  } catch (error) {
    if (ToolferryError.isInstance(error)) return error;
  }
  throw new Error('was not refused');
}

test('tools are found by their visible name, listed in order, added and removed', () => {
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

test('a list that is being read does not change when a tool is added', () => {
  const { tools } = createBridge({ tools: [tool('a')] });
  for (const each of tools) tools.add(tool(`${each.name}_again`));
  expect([...tools].map(({ name }) => name)).toEqual(['a', 'a_again']);
});

test('a collision is refused and names both tools', () => {
  const error = refusal(tool('read', { namespace: 'fs' }), tool('fs.read'));
  expect(error.code).toBe('invalid_tool');
  expect(error.message).toBe(
    'This tool cannot be registered: "fs.read" name is shown as "fs_read", and so is "fs.read": rename one of them.',
  );
  expect(refusal(tool('a.b'), tool('a b')).message).toMatch(/"a b" .*"a_b", and so is "a\.b"/);
});

test('a collision with a tool that is there already is refused too', () => {
  const { tools } = createBridge({ tools: [tool('a.b')] });
  expect(() => tools.add(tool('a_b'))).toThrow(/"a_b".*so is "a\.b"/);
});

test('add is all or nothing: one error tells every bad tool and path, and no tool was added', () => {
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

test('__proto__ is no name and no namespace', () => {
  expect(refusal(tool('__proto__')).message).toContain('__proto__ is no name');
  expect(refusal(tool(' _proto__')).message).toContain('__proto__ is no name');
  expect(refusal(tool('a', { namespace: '__proto__' })).message).toContain('__proto__ is no name');
  expect(refusal(tool('__proto__', { namespace: 'fs' })).message).toContain('__proto__ is no name');
});

test('names that every object has are names like any other', async () => {
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
  ['a text', 'read', 'is not a tool object'],
  ['a tool without name', { description: 'A', inputSchema: {} }, 'name must be a text'],
  ['an empty name', { name: '', description: 'A', inputSchema: {} }, 'name must be a text'],
  ['a tool without description', { name: 'a', inputSchema: {} }, 'description must be a text'],
  ['a tool without schema', { name: 'a', description: 'A' }, 'inputSchema must be a JSON Schema object'],
  ['a namespace that is no text', { name: 'a', namespace: 1, description: 'A', inputSchema: {} }, 'namespace must'],
  ['a handler that is no function', { name: 'a', description: 'A', inputSchema: {}, handler: 'run' }, 'handler must'],
] as const)('%s is refused', ([, bad, message]) => {
  expect(refusal(bad as unknown as ClientTool).message).toContain(message);
});
