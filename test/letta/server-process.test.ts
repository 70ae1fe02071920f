import { expect, test } from 'vitest';
import { startServerProcess } from '../peers/server-process.ts';

test('a server that ends instead of starting is named in the error, with the end of its log', async () => {
  const starting = startServerProcess(() => ({
    title: 'a server of this test',
    command: process.execPath,
    args: ['-e', 'console.error("no port is free"); process.exit(3)'],
    env: {},
    ready: async () => false,
  }));
  await expect(starting).rejects.toThrow(
    /^a server of this test did not start: it ended with 3\. The end of its log:\nno port is free/,
  );
});
