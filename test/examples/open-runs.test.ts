import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ClientTool } from 'toolferry';
import { type ConnectATPOptions, connectATP } from 'toolferry/atp';
import { createJournal, sqliteStore } from 'toolferry/journal';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { codeOf, tools } from '../../examples/report-tools.ts';
import { useATPServer } from '../peers/atp/use-server.ts';
import { runExample } from './run-example.ts';

const server = useATPServer();
let folder: string;
let db: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-runs-'));
  db = new DatabaseSync(join(folder, 'runs.db'));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const open = async () => (await createJournal(sqliteStore(db)).open()).map(({ key }) => key);

/** A tool whose calls never end, with the promise of its first one. */
function hanging(tool: ClientTool): { readonly tool: ClientTool; readonly started: Promise<void> } {
  let start: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const handler = () => {
    start();
    return new Promise(() => {});
  };
  return { tool: { ...tool, handler }, started };
}

/** Runs a report in a process that stops in the middle of a call of this tool, and leaves the record as if it had been killed. */
async function cutOffIn(name: string, key: string, options: Partial<ConnectATPOptions> = {}): Promise<void> {
  const hangs = hanging(tools.find((tool) => tool.name === name) as ClientTool);
  const store = sqliteStore(db);
  const atp = await connectATP({
    baseUrl: server.baseUrl,
    tools: tools.map((tool) => (tool.name === name ? hangs.tool : (tool as ClientTool))),
    journal: createJournal(store, { holder: 'reports-1' }),
    approve: () => 'later',
    ...options,
  });
  writeFileSync(join(folder, 'session.json'), JSON.stringify(atp.session));
  const run = atp.execute(codeOf(key), { key }).catch((error: unknown) => error);
  await Promise.race([run, hangs.started]);
}
const session = () => JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8'));
const env = () => ({ ATP_URL: server.baseUrl, DATA: folder });

test('recovery-worker.ts continues what was cut off, repeats what is safe, says what is unknown, and leaves what waits for a person', async () => {
  await cutOffIn('read_numbers', 'send:march');
  await cutOffIn('send_report', 'send:april', { session: session() });
  await cutOffIn('nothing', 'delete:may', { session: session() });
  expect((await open()).sort()).toEqual(['delete:may', 'send:april', 'send:march']);

  const lines = (await runExample('recovery-worker.ts', env())).trim().split('\n').sort();
  expect(lines).toEqual([
    expect.stringMatching(/^send:april \["the numbers of april","Nobody knows whether/),
    'send:march ["the numbers of march","march is sent"]',
  ]);
  expect(await open()).toEqual(['delete:may']);
  expect(await runExample('recovery-worker.ts', env())).toBe('');
});

test('recovery-worker.ts starts a run again that had not come to its first pause', async () => {
  let reach: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const hangingFetch: typeof fetch = (url, init) => {
    if (!String(url).endsWith('/api/execute')) return fetch(url, init);
    reach();
    // One request at a time reaches a server, so that it has to end for the other tests.
    return new Promise((_resolve, reject) => onTestFinished(() => reject(new Error('The process has ended.'))));
  };
  await Promise.race([cutOffIn('nothing', 'send:june', { fetch: hangingFetch }), reached]);
  expect(await open()).toEqual(['send:june']);
  expect((await runExample('recovery-worker.ts', env())).trim()).toBe(
    'send:june ["the numbers of june","june is sent"]',
  );
  expect(await open()).toEqual([]);
});

test('changed-tool.ts shows that a run that waits for a changed tool stays open, and answers its call', async () => {
  await cutOffIn('send_report', 'send:march');
  const lines = (await runExample('changed-tool.ts', env())).trim().split('\n');
  expect(lines).toEqual([
    'send:march This pause cannot be resumed here: "send_report" is defined differently here. Nothing was run.',
    'send:march ["the numbers of march","This tool has changed while its call waited, and nobody knows whether the call ran. Look before you call it again."]',
  ]);
  expect(await open()).toEqual([]);
});
