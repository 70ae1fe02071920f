/** Examples that need more than Node: they skip, saying why, where it is missing, and must run in CI. */
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { runExample } from './run-example.ts';

const server = useATPServer();
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** The test, or outside CI a skipped one whose name says what is missing. */
const needs = (isThere: boolean, missing: string) =>
  isThere || process.env.CI
    ? test
    : (name: string, run: () => Promise<void>) => test.skip(`${name} (skipped: ${missing})`, run);

needs(await isListening(3306), 'no MariaDB at 127.0.0.1:3306')('database.ts on a real MariaDB', async () => {
  const output = await runExample('database.ts', { ATP_URL: server.baseUrl });
  expect(JSON.parse(output)).toEqual({
    adaSpent: 1500,
    updated: { affectedRows: 1 },
    refused: '"db_change" was not run: it was not approved.',
    left: 3,
  });
});

needs(existsSync(chromium), `no Chromium at ${chromium}`)('browser.ts on a real Chromium', async () => {
  const output = await runExample('browser.ts', { ATP_URL: server.baseUrl });
  expect(output.trim()).toBe('Counter: 2');
});
