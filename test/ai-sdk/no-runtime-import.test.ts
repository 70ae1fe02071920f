import { expect, test, vi } from 'vitest';

vi.mock('ai', () => {
  throw new Error('ai was loaded');
});

test('toolferry/ai-sdk does not load ai, so that one build works with every major', async () => {
  await expect(import('ai')).rejects.toThrow();
  const { createToolsFromClient } = await import('toolferry/ai-sdk');
  const ping = { name: 'ping', description: 'Ping', inputSchema: { type: 'object' }, handler: () => 'pong' };
  const { execute } = createToolsFromClient([ping]).ping ?? {};
  expect(await execute?.({}, { toolCallId: 'c1', messages: [] } as never)).toBe('pong');
});
