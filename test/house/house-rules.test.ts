import { builtinModules } from 'node:module';
import { expect, test } from 'vitest';
import { files, type Import, imports } from './imports.ts';

/** Rooms in the order in which they may import: each from itself and from those before it. */
const base = [
  'check-options.ts',
  'cut.ts',
  'errors.ts',
  'mark.ts',
  'near-name.ts',
  'random-uuid.ts',
  'refuse-unknown.ts',
  'check-options.ts',
  'stack-line.ts',
  'types.ts',
  'unknown.ts',
];
const rooms = ['base', 'async', 'schema', 'result', 'tool', 'policy', 'bridge', 'remote'];
const outside = ['ag-ui', 'ai-sdk', 'atp', 'journal', 'langchain', 'langgraph', 'letta', 'losses', 'mcp', 'zod3'];

const roomOf = (file: string): string => {
  const [first = ''] = file.split('/');
  return base.includes(first) ? 'base' : first;
};
const ours = imports.filter(({ isOurs }) => isOurs);
const list = (found: readonly Import[]) => found.map(({ from, to }) => `${from} imports ${to}`);

test('every relative import names a source file that exists', () => {
  expect(ours.length).toBeGreaterThan(300);
  expect(list(ours.filter(({ to }) => !files.includes(to)))).toEqual([]);
});

test('every source file is in a known room', () => {
  const known = ['index.ts', ...rooms, ...outside];
  expect(files.filter((file) => !known.includes(roomOf(file)))).toEqual([]);
});

test('rooms import only earlier ones: base, async, schema, result, tool, policy, bridge, remote, everything else', () => {
  const rank = (file: string) => (outside.includes(roomOf(file)) ? rooms.length : rooms.indexOf(roomOf(file)));
  const wrong = ours.filter(({ from, to }) => from !== 'index.ts' && rank(to) > rank(from));
  expect(list(wrong)).toEqual([]);
});

test('a framework or server folder imports no other one, except that langgraph may import langchain', () => {
  const wrong = ours.filter(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    const isAllowed = room === other || (room === 'langgraph' && other === 'langchain');
    return outside.includes(room) && outside.includes(other) && !isAllowed;
  });
  expect(list(wrong)).toEqual([]);
});

test('other folders import only create-bridge.ts from bridge', () => {
  const wrong = ours.filter(
    ({ from, to }) => roomOf(to) === 'bridge' && roomOf(from) !== 'bridge' && to !== 'bridge/create-bridge.ts',
  );
  expect(list(wrong)).toEqual([]);
});

test('no source file imports an index', () => {
  expect(list(ours.filter(({ to }) => to.endsWith('index.ts')))).toEqual([]);
});

test('the imports of the source files have no cycles', () => {
  const done = new Set<string>();
  const open: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    if (open.includes(file)) cycles.push([...open.slice(open.indexOf(file)), file]);
    if (open.includes(file) || done.has(file)) return;
    open.push(file);
    for (const { from, to } of ours) if (from === file) visit(to);
    open.pop();
    done.add(file);
  };
  for (const file of files) visit(file);
  expect(cycles).toEqual([]);
});

test('no source file imports a module of Node', () => {
  const isNode = (name: string) => name.startsWith('node:') || builtinModules.includes(name);
  expect(list(imports.filter(({ to, isOurs }) => !isOurs && isNode(to)))).toEqual([]);
});

test('each folder imports only its own packages', () => {
  const packages: Readonly<Record<string, readonly string[]>> = {
    schema: ['typebox/format', 'typebox/schema', '@eslint-community/regexpp'],
    tool: ['typebox/schema', '@noble/hashes'],
    langchain: ['@langchain/core'],
    langgraph: ['@langchain/core'],
    'ai-sdk': ['ai'],
    letta: ['@letta-ai/letta-client'],
    zod3: ['zod-to-json-schema'],
  };
  const wrong = imports.filter(({ from, to, isOurs }) => {
    const allowed = packages[roomOf(from)] ?? [];
    return !isOurs && !allowed.some((name) => to === name || to.startsWith(`${name}/`));
  });
  expect(list(wrong)).toEqual([]);
});

test('only four source files, one dependency and the peers are loaded lazily', () => {
  const dynamic = new Set(imports.filter(({ isDynamic }) => isDynamic).map(({ to }) => to));
  expect([...dynamic].toSorted()).toEqual([
    '@noble/hashes/sha2.js',
    'ai',
    'bridge/run.ts',
    'remote/screen-definitions.ts',
    'schema/compiled-check.ts',
    'schema/untrusted-schema.ts',
  ]);
});
