/** A process with one run of a `RunServer` under the key `run-1`, which kills itself at one point. Its argument is a `Life` as JSON. */
import { appendFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { createBridge, defineTool, type RunBackend } from 'toolferry';
import { createJournal, type JournalStore, sqliteStore } from 'toolferry/journal';
import { runBackend } from './run-backend.ts';

export interface Life {
  readonly url: string;
  readonly database: string;
  /** One line for each effect: the id of its call. */
  readonly effects: string;
  /** One line for each question. */
  readonly questions: string;
  readonly isSafe: boolean;
  /** Each call needs approval. */
  readonly asks: boolean;
  /** Where the process dies; absent where it does not. */
  readonly point?: Point | undefined;
}

export type Point =
  | 'before the start is sent'
  | 'when the first pause has arrived'
  | 'when the second pause has arrived'
  | 'while approval waits'
  | 'before the claim is written'
  | 'when the claim is written'
  | 'in the handler'
  | 'before the answer is written'
  | 'when one of two answers is written'
  | 'before the answers are sent'
  | 'when the output has arrived'
  | 'when the end is written';

const life = JSON.parse(process.argv[2] ?? '') as Life;

/** Ends the process if it is at its point. Nothing after this line runs. */
function dieAt(point: Point): void {
  if (life.point !== point) return;
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

function dyingStore(store: JournalStore): JournalStore {
  return {
    ...store,
    async write(key, run, before) {
      const isClaim = run.text.includes('"started":true') && !run.text.includes('"answer"');
      if (isClaim) dieAt('before the claim is written');
      if (run.text.includes('"answer"')) dieAt('before the answer is written');
      const isWritten = await store.write(key, run, before);
      if (isClaim) dieAt('when the claim is written');
      if (!run.open) dieAt('when the end is written');
      return isWritten;
    },
  };
}

function dyingBackend(backend: RunBackend<null, string>): RunBackend<null, string> {
  return {
    name: backend.name,
    async start(request, host) {
      dieAt('before the start is sent');
      const state = await backend.start(request, host);
      dieAt('when the first pause has arrived');
      return state;
    },
    async resume(pause, answers, host) {
      dieAt('before the answers are sent');
      const state = await backend.resume(pause, answers, host);
      dieAt(state.status === 'paused' ? 'when the second pause has arrived' : 'when the output has arrived');
      return state;
    },
  };
}

const store = sqliteStore(new DatabaseSync(life.database));
const journal = createJournal(dyingStore(store), { holder: 'client' });
const inputSchema = { type: 'object' } as const;

const work = defineTool({
  name: 'work',
  description: 'Work',
  inputSchema,
  idempotent: life.isSafe,
  needsApproval: () => life.asks,
  async handler(_input, { toolCallId }) {
    if (life.point === 'when one of two answers is written' && toolCallId.endsWith('b')) {
      await untilWritten('"answer"');
      dieAt('when one of two answers is written');
    }
    appendFileSync(life.effects, `${toolCallId}\n`);
    dieAt('in the handler');
    return `did ${toolCallId}`;
  },
});

/** Resolves when this is in the record. */
async function untilWritten(text: string): Promise<void> {
  while (!(await store.read('run-1'))?.text.includes(text)) await new Promise((resolve) => setTimeout(resolve, 1));
}

const bridge = createBridge({
  tools: [work],
  journal,
  // A person takes longer than the write of the pause.
  async approve({ call }) {
    await untilWritten(call.id);
    appendFileSync(life.questions, `${call.id}\n`);
    dieAt('while approval waits');
    return true;
  },
});
const output = await bridge.run(dyingBackend(runBackend(life.url)), null, { key: 'run-1' });
process.stdout.write(output);
