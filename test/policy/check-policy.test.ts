import { checkPolicy, createBridge, defineTool, policyFrom, type ToolDefinition, type ToolRules } from 'toolferry';
import { expect, test } from 'vitest';

const remove = defineTool({
  namespace: 'fs',
  name: 'rm',
  description: 'Remove a file',
  inputSchema: { type: 'object' },
  metadata: { operationType: 'destructive', sensitivityLevel: 'internal' },
});
const now: ToolDefinition = { name: 'now', description: 'The time', inputSchema: {} };
const unmatched = (rules: ToolRules) => checkPolicy(policyFrom({ rules }), [remove, now]);

test('checkPolicy lists each value of a rule that matches no tool, in the order of the rules', () => {
  expect(
    unmatched({ blockTools: ['fs_rmm', 'rm'], allowOnlyApiGroups: ['fs', 'disk'], allowOnlyTools: ['noww'] }),
  ).toEqual([
    { rule: 'blockTools', value: 'fs_rmm' },
    { rule: 'allowOnlyApiGroups', value: 'disk' },
    { rule: 'allowOnlyTools', value: 'noww' },
  ]);
});

test.for<[keyof ToolRules, string[], string]>([
  ['blockTools', ['rm', 'fs.rm', 'fs_rm'], 'fs/rm'],
  ['allowOnlyTools', ['fs.rm', 'now'], 'fs_rm'],
  ['blockApiGroups', ['fs', 'client'], 'f'],
  ['allowOnlyApiGroups', ['fs', 'client'], 'now'],
  ['blockOperationTypes', ['destructive'], 'destructve'],
  ['requireApprovalForOperationTypes', ['destructive'], 'write'],
  ['blockSensitivityLevels', ['internal'], 'Internal'],
  ['requireApprovalForSensitivityLevels', ['internal'], 'sensitive'],
])(
  'checkPolicy does not list values of %s that match a tool, and lists one that does not',
  ([rule, matching, other]) => {
    expect(unmatched({ [rule]: [...matching, other] })).toEqual([{ rule, value: other }]);
  },
);

test('checkPolicy reads the policy and the tools of a bridge', () => {
  const bridge = createBridge({ policy: policyFrom({ rules: { blockTools: ['fs.rm'] } }) });
  expect(checkPolicy(bridge.policy, bridge.tools)).toEqual([{ rule: 'blockTools', value: 'fs.rm' }]);
  bridge.tools.add(remove);
  expect(checkPolicy(bridge.policy, bridge.tools)).toEqual([]);
});

test('checkPolicy of a policy without rules lists nothing', () => {
  expect(checkPolicy(policyFrom({}), [])).toEqual([]);
  expect(checkPolicy(policyFrom({ rules: { blockTools: undefined }, granted: { scopes: ['a'] } }), [])).toEqual([]);
});

test('checkPolicy throws a TypeError for a policy whose rules it cannot know', () => {
  for (const policy of [() => 'allow' as const, createBridge().policy, createBridge({ policy: () => 'ask' }).policy])
    expect(() => checkPolicy(policy, [])).toThrow(/expects a policy of policyFrom/);
});
