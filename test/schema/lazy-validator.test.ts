import { checkDefinition, createBridge, defineTool, type ToolDefinition, toolName } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';

const validator = vi.hoisted(() => ({ loaded: 0 }));
vi.mock('typebox/schema', (load) => {
  validator.loaded += 1;
  return load();
});

test('the first call that needs the JSON Schema validator loads it, and nothing before does', async () => {
  const definition: ToolDefinition = { name: 'plain', description: 'Plain', inputSchema: { type: 'object' } };
  checkDefinition(definition);
  toolName(definition);
  const bridge = createBridge({
    tools: [
      { ...definition, handler: () => 'plain ran' },
      defineTool({ name: 'zod', description: 'Zod', inputSchema: z.object({}), handler: () => 'zod ran' }),
      { ...definition, name: 'blocked', handler: () => 'never' },
    ],
    policy: ({ name }) => (name === 'blocked' ? 'block' : 'allow'),
  });
  await bridge.execute({ id: '1', name: 'zod', input: {} });
  await bridge.execute({ id: '2', name: 'blocked', input: {} });
  await bridge.execute({ id: '3', name: 'missing', input: {} });
  await bridge.execute({ id: '4', name: 'plain', input: 'no object' });
  expect(validator.loaded).toBe(0);

  expect((await bridge.execute({ id: '5', name: 'plain', input: {} })).output).toBe('plain ran');
  expect(validator.loaded).toBe(1);
});
