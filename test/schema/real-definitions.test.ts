import { existsSync, readFileSync } from 'node:fs';
import { checkDefinition, createBridge, type JSONSchema, type ToolDefinition, toolName } from 'toolferry';
import { expect, test } from 'vitest';

const data = new URL('../../../shared/data/', import.meta.url);
const skip = existsSync(data) ? false : 'the folder ../shared/data with real definitions is not here';
if (skip) console.warn(`skipped: ${skip}`);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, data), 'utf8'));

test.skipIf(skip)('117 definitions of the GitHub MCP server have no errors and are not changed', () => {
  const tools: ToolDefinition[] = read('github-mcp-server.tools.json');
  const before = JSON.stringify(tools);
  expect(tools).toHaveLength(117);
  expect(tools.flatMap((tool) => checkDefinition(tool).errors)).toEqual([]);
  expect([...createBridge({ tools }).tools]).toHaveLength(117);
  expect(JSON.stringify(tools)).toBe(before);
});

test.skipIf(skip)(
  '800 function definitions of the Berkeley leaderboard have no errors, and warnings for their unknown types',
  () => {
    const functions: { name: string; description: string; parameters: JSONSchema }[] = read('bfcl.functions.json');
    const tools = functions.map(({ name, description, parameters }) => ({
      name,
      description,
      inputSchema: parameters,
    }));
    expect(tools).toHaveLength(800);
    const checks = tools.map((tool) => checkDefinition(tool));
    expect(checks.flatMap(({ errors }) => errors)).toEqual([]);
    const messages = new Set(checks.flatMap(({ warnings }) => warnings.map(({ message }) => message)));
    for (const type of ['dict', 'float', 'tuple', 'any', 'HashMap', 'ArrayList'])
      expect([...messages].filter((message) => message.startsWith(`is ${type}, which is not`))).toHaveLength(1);
    for (const tool of tools) expect(toolName(tool)).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  },
);
