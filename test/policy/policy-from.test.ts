import fc from 'fast-check';
import { createBridge, policyFrom, type ToolDefinition, type ToolMetadata, type ToolRules, toolName } from 'toolferry';
import { expect, test } from 'vitest';

const tool = (namespace: string | undefined, name: string, metadata?: ToolMetadata): ToolDefinition => ({
  name,
  namespace,
  description: 'A tool',
  inputSchema: {},
  metadata,
});
const ruled = (rules: ToolRules, definition: ToolDefinition) => policyFrom({ rules })(definition);
const actionOf = (rules: ToolRules, definition: ToolDefinition) =>
  (ruled(rules, definition) as { action: string }).action;

const read = tool('fs', 'read', { operationType: 'read', sensitivityLevel: 'public' });
const write = tool('fs', 'write', { operationType: 'write', sensitivityLevel: 'internal' });
const bare = tool(undefined, 'read');

test('policyFrom without rules is the default policy', () => {
  for (const metadata of [
    undefined,
    {},
    { operationType: 'destructive' },
    { sensitivityLevel: 'x' },
    { operationType: 'read' },
  ])
    expect(policyFrom({})(tool('fs', 'a', metadata))).toEqual(createBridge().policy(tool('fs', 'a', metadata)));
});

test.for<[keyof ToolRules, string[], ToolDefinition, string, ToolDefinition]>([
  ['blockOperationTypes', ['write'], write, 'block', read],
  ['blockSensitivityLevels', ['internal'], write, 'block', read],
  ['requireApprovalForOperationTypes', ['write'], write, 'ask', read],
  ['requireApprovalForSensitivityLevels', ['internal'], write, 'ask', read],
  ['blockTools', ['fs.write'], write, 'block', read],
  ['allowOnlyTools', ['fs.read'], write, 'block', read],
  ['blockApiGroups', ['fs'], write, 'block', bare],
  ['allowOnlyApiGroups', ['fs'], bare, 'block', read],
])('the rule %s: %j applies to a tool that it lists, and to no other', ([rule, listed, hit, action, missed]) => {
  expect(ruled({ [rule]: listed }, hit)).toEqual({ action, reason: expect.any(String) });
  expect(ruled({ [rule]: listed }, missed)).toEqual({ action: 'allow' });
});

test('rules about marks do not apply to a tool without marks', () => {
  const marks = { blockOperationTypes: ['read', 'write'], requireApprovalForSensitivityLevels: ['public', 'internal'] };
  expect(actionOf(marks, bare)).toBe('allow');
});

test('a block rule matches the bare, full or visible name', () => {
  expect(actionOf({ blockTools: ['read'] }, read)).toBe('block');
  expect(actionOf({ blockTools: ['read'] }, bare)).toBe('block');
  expect(actionOf({ blockTools: ['fs.read'] }, read)).toBe('block');
  expect(actionOf({ blockTools: ['fs.read'] }, bare)).toBe('allow');
  expect(actionOf({ blockTools: ['fs_read'] }, read)).toBe('block');
  expect(actionOf({ blockTools: ['fs_read'] }, bare)).toBe('allow');
});

test.for([
  tool(undefined, 'time.now'),
  tool('my fs', 'read file'),
  tool('fs', 'r'.repeat(80)),
  tool('天气', '新闻'),
  tool('client', 'time.now'),
])('a block rule matches the visible name of $namespace $name, however it was made', (definition) => {
  expect(actionOf({ blockTools: [toolName(definition)] }, definition)).toBe('block');
});

test('an allow rule matches only the full name, which is bare in the default namespace', () => {
  expect(actionOf({ allowOnlyTools: ['read'] }, read)).toBe('block');
  expect(actionOf({ allowOnlyTools: ['read'] }, bare)).toBe('allow');
  expect(actionOf({ allowOnlyTools: ['read'] }, tool('client', 'read'))).toBe('allow');
  expect(actionOf({ allowOnlyTools: ['fs.read'] }, read)).toBe('allow');
  expect(actionOf({ allowOnlyTools: ['fs_read'] }, read)).toBe('block');
  expect(actionOf({ allowOnlyTools: ['time_now'] }, tool(undefined, 'time.now'))).toBe('block');
});

test('an API group is a namespace; a tool without one is in the group client', () => {
  expect(actionOf({ blockApiGroups: ['client'] }, bare)).toBe('block');
  expect(actionOf({ allowOnlyApiGroups: ['client'] }, bare)).toBe('allow');
  expect(actionOf({ blockApiGroups: ['f'] }, read)).toBe('allow');
});

test('an empty allow list allows nothing', () => {
  for (const rules of [{ allowOnlyTools: [] }, { allowOnlyApiGroups: [] }])
    for (const each of [read, write, bare]) expect(actionOf(rules, each)).toBe('block');
});

test('the strictest rule wins, and its reason is returned', () => {
  const rules = { requireApprovalForOperationTypes: ['write'], blockTools: ['write'], allowOnlyTools: ['fs.write'] };
  expect(ruled(rules, write)).toEqual({ action: 'block', reason: 'the rule blockTools applies' });
});

test('a tool that requires scopes or permissions that were not granted is blocked, and the reason lists them', () => {
  const needs = tool('fs', 'a', { requiredScopes: ['fs:read', 'fs:write'], requiredPermissions: ['admin'] });
  expect(policyFrom({ granted: { scopes: ['fs:read'] } })(needs)).toEqual({
    action: 'block',
    reason: 'missing scope fs:write, permission admin',
  });
  expect(policyFrom({ granted: {} })(needs)).toMatchObject({ action: 'block' });
  expect(policyFrom({ granted: { scopes: ['fs:write', 'fs:read'], permissions: ['admin'] } })(needs)).toEqual({
    action: 'allow',
  });
  expect(policyFrom({ granted: {} })(read)).toEqual({ action: 'allow' });
  expect(policyFrom({})(needs)).toEqual({ action: 'allow' });
});

test('policyFrom throws a TypeError for a misspelt rule and for one that is not an array', () => {
  expect(() => policyFrom({ rules: { blockTool: ['a'] } as ToolRules })).toThrow(
    /"blockTool" is not a rule.*Did you mean blockTools\?/,
  );
  expect(() => policyFrom({ rules: { toString: ['a'] } as unknown as ToolRules })).toThrow(TypeError);
  expect(() => policyFrom({ rules: { blockTools: 'a' as never } })).toThrow(/"blockTools" must be an array/);
  expect(() => policyFrom({ rules: { blockTools: undefined } })).not.toThrow();
});

test('no combination of rules loosens the default policy', () => {
  const strictness = ['allow', 'ask', 'block'];
  const words = fc.constantFrom(
    'read',
    'write',
    'destructive',
    'public',
    'internal',
    'sensitive',
    'fs',
    'fs.read',
    'client',
  );
  const list = fc.option(fc.array(words, { maxLength: 4 }), { nil: undefined });
  const rules = fc.record({
    blockOperationTypes: list,
    blockSensitivityLevels: list,
    requireApprovalForOperationTypes: list,
    requireApprovalForSensitivityLevels: list,
    blockTools: list,
    allowOnlyTools: list,
    blockApiGroups: list,
    allowOnlyApiGroups: list,
  });
  const metadata = fc.record(
    { operationType: words, sensitivityLevel: words, requiresApproval: fc.boolean() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(rules, metadata, fc.constantFrom(undefined, 'fs', 'client'), (given, marks, namespace) => {
      const definition = tool(namespace, 'read', marks);
      const before = createBridge().policy(definition).action;
      return strictness.indexOf(actionOf(given, definition)) >= strictness.indexOf(before);
    }),
  );
});
