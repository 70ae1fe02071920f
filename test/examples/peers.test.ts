/** Examples that need more than Node. Outside CI they are skipped, with the reason, if it is missing. */
import { connect } from 'node:net';
import { expect } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { chromiumMissing } from '../web/chromium.ts';
import { needs } from './needs.ts';
import { runExample } from './run-example.ts';

const server = useATPServer();

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

needs(await isListening(3306), 'no MariaDB at 127.0.0.1:3306')(
  'database.ts reads and changes a real MariaDB',
  async () => {
    const output = await runExample('database.ts', { ATP_URL: server.baseUrl });
    expect(JSON.parse(output)).toEqual({
      adaSpent: 1500,
      updated: { affectedRows: 1 },
      refused: '"db_change" was not run: it was not approved.',
      left: 3,
    });
  },
);

needs(chromiumMissing === undefined, `${chromiumMissing}`)('browser.ts controls a real Chromium', async () => {
  const output = await runExample('browser.ts', { ATP_URL: server.baseUrl });
  expect(output.trim()).toBe('Counter: 2');
});
