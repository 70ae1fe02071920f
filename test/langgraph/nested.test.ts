/** A graph that is a backend, and whose tools start runs of their own that wait for a person: two levels, and processes that die. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBridge, type LateDecision, type Pause } from 'toolferry';
import { agUIBackend, createAGUIHandler } from 'toolferry/ag-ui';
import type { ATPSession } from 'toolferry/atp';
import { createJournal, memoryStore } from 'toolferry/journal';
import { langGraphBackend } from 'toolferry/langgraph';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { serveHTTP } from '../ag-ui/served.ts';
import { createNestedAgent } from '../langchain/support/nested-agent.ts';
import { useATPServer } from '../peers/atp/use-server.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../peers/postgres.ts';
import type { NestedLife, NestedPoint } from './crash/nested-client.ts';

/** Each process loads LangChain, and waits for up to three leases. */
vi.setConfig({ testTimeout: 120_000 });
const client = fileURLToPath(new URL('crash/nested-client.ts', import.meta.url));
const started: string[] = [];
const server = useATPServer({
  intercept({ url = '' }) {
    if (url.endsWith('/api/execute')) started.push(url);
    return false;
  },
});

const done = ['["note before","refund 5"]'];

interface Ended {
  readonly signal: string | null;
  readonly session: ATPSession;
  readonly code?: string;
  readonly message?: string;
  readonly pause?: Pause;
  readonly results?: readonly string[];
}

test.for(['v2', 'v1'] as const)(
  'a client of an AG-UI handler approves the call of a run that a tool of the served graph has started (createAgent %s)',
  async (version) => {
    const journal = createJournal(memoryStore());
    const { agent, ran } = await createNestedAgent({ baseUrl: server.baseUrl, journal, version });
    const backend = langGraphBackend(agent);
    const handler = createAGUIHandler(backend, {
      store: memoryStore(),
      authorize: () => 'ada',
      toRequest: ({ threadId, messages }) => ({ threadId, input: { messages } as never }),
    });
    started.length = 0;
    const asked: unknown[] = [];
    const bridge = createBridge({ approve: ({ call, reason }) => asked.push([call.name, call.input, reason]) > 0 });
    const { text } = await bridge.run(agUIBackend(await serveHTTP(handler)), 'go');
    expect(text).toBe('done');
    expect(asked).toEqual([['refund', { euros: 5 }, 'it is destructive']]);
    expect([ran, started]).toEqual([['note before', 'refund 5'], ['/api/execute']]);
  },
);

describe.skipIf(postgresMissing)(`on PostgreSQL${postgresMissing ? ` (skipped: ${postgresMissing})` : ''}`, () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  let runs = 0;
  /** Starts processes one after the other, which share a run, a database, the session and the file of effects. */
  function startProcesses(own: Partial<NestedLife> = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'toolferry-nested-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const effects = join(folder, 'effects');
    runs += 1;
    let shared = { key: `run-${runs}`, database: postgres.url, baseUrl: server.baseUrl, effects, ...own };
    started.length = 0;
    return {
      ran: () => (existsSync(effects) ? readFileSync(effects, 'utf8').trim().split('\n') : []),
      live: async (more: Partial<NestedLife> = {}): Promise<Ended> => {
        const ended = await live({ holder: 'worker', leaseMs: 30_000, ...shared, ...more });
        shared = { session: ended.session, ...shared };
        return ended;
      },
    };
  }

  test('the approval of a nested call is one of the outer run, and its decision continues both in another process', async () => {
    const { live, ran } = startProcesses();
    const { code, pause } = await live();
    expect(code).toBe('approval_pending');
    expect(pause?.calls).toMatchObject([
      {
        id: expect.stringMatching(/-call_0\/[-0-9a-f]+:tool:1$/),
        name: 'refund',
        input: { euros: 5 },
        ask: 'approval',
        message: 'it is destructive',
        waiting: { reason: 'it is destructive' },
      },
    ]);
    expect(await live({ decisions: yesTo(pause) })).toMatchObject({ results: done });
    expect([ran(), started]).toEqual([['note before', 'refund 5'], ['/api/execute']]);
  });

  test.for<[string, NestedPoint, string[]]>([
    ['continues', 'when its pause is recorded', done],
    ['continues', 'when the graph is interrupted', done],
  ])('after the end of a process another one %s: %s', async ([, point, results]) => {
    const { live, ran } = startProcesses();
    expect(await live({ point })).toMatchObject({ signal: 'SIGKILL' });
    const { code, pause } = await live();
    expect(code).toBe('approval_pending');
    expect(await live({ decisions: yesTo(pause) })).toMatchObject({ results });
    expect([ran(), started]).toEqual([['note before', 'refund 5'], ['/api/execute']]);
  });

  test.for<[string, NestedPoint, string[]]>([
    ['runs the approved call', 'before the approved call is claimed', done],
    [
      'cannot know whether the approved call ran',
      'in the approved call',
      [expect.stringContaining('Nobody knows whether "refund" ran')],
    ],
    ['sends its answer', 'before its answer is sent', done],
    ['returns the output', 'when the output is recorded', done],
  ])('after the end of a process that had the decision another one %s: %s', async ([, point, results]) => {
    const { live, ran } = startProcesses();
    const { pause } = await live();
    const decisions = yesTo(pause);
    expect(await live({ decisions, point })).toMatchObject({ signal: 'SIGKILL' });
    // The lease is also the longest that its database may take.
    expect(await live({ decisions, holder: 'another worker', leaseMs: 3_000 })).toMatchObject({ results });
    expect([ran(), started]).toEqual([['note before', 'refund 5'], ['/api/execute']]);
  });

  test('after the end of a process that had started the code, and did not record its pause, the code is not started again', async () => {
    const { live, ran } = startProcesses();
    expect(await live({ point: 'when the code has started' })).toMatchObject({ signal: 'SIGKILL' });
    expect(await live()).toMatchObject({ results: [expect.stringContaining('Nobody knows whether the code ran')] });
    expect([ran(), started]).toEqual([[], ['/api/execute']]);
  });
});

/** Resolves when the process has ended, with what it printed. */
function live(life: NestedLife): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [client, JSON.stringify(life)], (error, stdout, stderr) => {
      if (error && error.signal === null) return reject(new Error(stderr));
      const [session, ended] = stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      resolve({ signal: error?.signal ?? null, session, ...ended });
    });
  });
}

function yesTo(pause: Pause | undefined): { [toolCallId: string]: LateDecision } {
  const calls = pause?.calls ?? [];
  return Object.fromEntries(calls.map(({ id, waiting }) => [id, { approved: true, digest: waiting?.digest }]));
}
