import { afterAll, beforeAll } from 'vitest';
import { type ATPServerOptions, type RunningATPServer, startATPServer } from './start-server.ts';

/** A real ATP server for the tests of one file, stopped after them. */
export function useATPServer(options: ATPServerOptions = {}): Pick<RunningATPServer, 'baseUrl' | 'server'> {
  let running: RunningATPServer;
  beforeAll(async () => {
    running = await startATPServer({ groups: { math: [sum] }, ...options });
  });
  afterAll(() => running.stop());
  return {
    get baseUrl() {
      return running.baseUrl;
    },
    get server() {
      return running.server;
    },
  };
}

export const sum = {
  name: 'sum',
  description: 'Sum numbers',
  inputSchema: {
    type: 'object' as const,
    properties: { values: { type: 'array', items: { type: 'number' } } },
    required: ['values'],
  },
  handler: ({ values }: { values: number[] }) => values.reduce((total, value) => total + value, 0),
};
