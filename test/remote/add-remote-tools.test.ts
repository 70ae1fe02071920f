import fc from 'fast-check';
import { type ClientTool, createBridge, toolName } from 'toolferry';
import { expect, test } from 'vitest';
import { addRemoteTools } from '../../src/remote/add-remote-tools.js';
import { createRemoteNames } from '../../src/remote/remote-names.js';

const remote = (name: string, namespace?: string): ClientTool => ({
  name,
  namespace,
  description: name,
  inputSchema: { type: 'object' },
  handler: () => name,
});
const add = async (tools: readonly ClientTool[], here: readonly ClientTool[] = []) => {
  const bridge = createBridge({ tools: here });
  const refused = await addRemoteTools(bridge, tools, 'createBridge()');
  const names = [...bridge.tools].map((tool) => toolName(tool).replace(/_[a-z0-9]{11}$/, '_…'));
  return { bridge, names, refused: refused.map(({ name }) => name) };
};

test('a remote tool whose namespace and name together look like those of another is renamed', async () => {
  const { names, refused } = await add([remote('b_c', 'a'), remote('c', 'a_b'), remote('b.c', 'a')]);
  expect(names).toEqual(['a_b_c', 'a_b_c_…', 'a_b_c_…']);
  expect(refused).toEqual([]);
});

test('a remote tool is renamed in the same way in every process', async () => {
  const { bridge } = await add([remote('a.b'), remote('a_b')]);
  expect([...bridge.tools].map(toolName)).toEqual(['a_b_0mfnbzp6puf', 'a_b']);
});

test('remote tools with the same full name are not distinguished, so the second is refused', async () => {
  expect(await add([remote('a.b'), remote('a.b')])).toMatchObject({ names: ['a_b'], refused: ['a_b'] });
  expect(await add([remote('a')], [remote('a')])).toMatchObject({ names: ['a'], refused: ['a'] });
});

test('an invalid remote tool does not cause another one to be renamed', async () => {
  const invalid = { ...remote('a_b'), inputSchema: { type: 'string' } };
  expect(await add([remote('a.b'), invalid])).toMatchObject({ names: ['a_b'], refused: ['a_b'] });
});

test('a copy of a renamed tool, such as a decorator makes, is renamed no further', async () => {
  const { bridge } = await add([remote('a.b'), remote('a_b')]);
  const copies = [...bridge.tools].map((tool) => ({ ...tool }));
  expect((await add(copies)).names).toEqual(['a_b_…', 'a_b']);
});

test('all tools of any lists have different names that providers accept and that stay the same', () => {
  const part = fc.oneof(
    fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', '_', '.', ' ', '天') }),
    fc.string({ minLength: 60, maxLength: 70, unit: fc.constantFrom('a', '.') }),
  );
  const tool = fc.record({ name: part, namespace: fc.option(part, { nil: undefined }) });
  const list = fc.uniqueArray(tool, { maxLength: 8, selector: ({ name, namespace }) => `${namespace}\n${name}` });
  fc.assert(
    fc.property(fc.array(list, { maxLength: 4 }), (lists) => {
      const { tools: registry } = createBridge();
      const names = createRemoteNames();
      const seen = new Map<string, string>();
      for (const listed of lists) {
        const visible = names(
          listed.map(({ name, namespace }) => remote(name, namespace)),
          registry,
        ).map(toolName);
        expect(new Set(visible).size).toBe(visible.length);
        for (const [index, { name, namespace }] of listed.entries()) {
          const shown = visible[index] ?? '';
          expect(shown).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
          const id = `${namespace}\n${name}`;
          expect(seen.get(id) ?? shown).toBe(shown);
          seen.set(id, shown);
        }
      }
      expect(new Set(seen.values()).size).toBe(seen.size);
    }),
  );
});

test('a server that keeps listing other names is stopped with an error', () => {
  const { tools: registry } = createBridge();
  const names = createRemoteNames();
  const list = (from: number) => Array.from({ length: 60_000 }, (_, index) => remote(`tool_${from + index}`));
  names(list(0), registry);
  expect(() => names(list(60_000), registry)).toThrow('more than 100000 different names');
  expect(names(list(0), registry)).toHaveLength(60_000);
});
