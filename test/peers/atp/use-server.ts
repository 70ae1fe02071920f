import { afterAll, beforeAll } from 'vitest';
import { type ATPServerOptions, type RunningATPServer, startATPServer } from './start-server.ts';
import { sum } from './sum.ts';

/** Starts a real ATP server for the tests of one file and stops it after them. */
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
