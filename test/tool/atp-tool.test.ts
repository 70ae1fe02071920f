import { type ClientTool, createBridge, policyFrom, ToolOperationType, ToolSensitivityLevel } from 'toolferry';
import { expect, test } from 'vitest';
import * as atp from '../peers/atp/atp-types.js';

/** Written for ATP's official client, unchanged. */
const removeFile: atp.ClientTool = {
  name: 'removeFile',
  namespace: 'fs',
  description: 'Remove a file',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  metadata: {
    operationType: atp.ToolOperationType.DESTRUCTIVE,
    sensitivityLevel: atp.ToolSensitivityLevel.INTERNAL,
    requiredScopes: ['fs:write'],
    tags: ['files'],
  },
  supportsConcurrency: false,
  keywords: ['delete'],
  handler: async (input) => ({ removed: (input as { path: string }).path }),
};

test("a tool written for ATP's official client, its enums included, works unchanged", async () => {
  const tools: ClientTool[] = [removeFile];
  const bridge = createBridge({ tools, approve: () => true });
  const result = await bridge.execute({ id: 'call_0', name: 'fs_removeFile', input: { path: 'a' } });
  expect(result.output).toEqual({ removed: 'a' });
  expect(bridge.tools.get('fs_removeFile')).toBe(removeFile);
});

test("ATP's enum values equal ours: a destructive ATP tool requires approval", async () => {
  const result = await createBridge({ tools: [removeFile] }).execute({
    id: 'call_0',
    name: 'fs_removeFile',
    input: { path: 'a' },
  });
  expect(result.error?.code).toBe('denied');
  expect({ ...ToolOperationType }).toEqual({ ...atp.ToolOperationType });
  expect({ ...ToolSensitivityLevel }).toEqual({ ...atp.ToolSensitivityLevel });
});

test("policyFrom accepts every member of ATP's ClientToolRules", () => {
  const rules: Required<atp.ClientToolRules> = {
    blockOperationTypes: [atp.ToolOperationType.DESTRUCTIVE],
    blockSensitivityLevels: [atp.ToolSensitivityLevel.SENSITIVE],
    requireApprovalForOperationTypes: [atp.ToolOperationType.WRITE],
    requireApprovalForSensitivityLevels: [atp.ToolSensitivityLevel.INTERNAL],
    blockTools: [],
    allowOnlyTools: ['fs.removeFile'],
    blockApiGroups: [],
    allowOnlyApiGroups: ['fs'],
  };
  expect(policyFrom({ rules })(removeFile)).toEqual({
    action: 'block',
    reason: 'the rule blockOperationTypes applies',
  });
});
