/**
 * What a journal adds to a round: microseconds with the memory store, and with each database the ratio to one bare write of it. The
 * backend is in this process, and the handler is async and does nothing.
 */
import { createBridge, defineTool, type Journal, type Pause, type RunBackend } from 'toolferry';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { median } from './in-turns.ts';

const rounds = 400;

const work = defineTool({
  name: 'work',
  description: 'Work',
  inputSchema: { type: 'object', properties: { n: { type: 'number' } } },
  handler: async ({ n }) => ({ n }),
});

/** A backend that asks for so many calls in each of its rounds. */
function backendWith(calls: number): RunBackend<string, null> {
  const state = (id: string, round: number) => {
    if (round === rounds) return { status: 'completed', output: null } as const;
    const asked = Array.from({ length: calls }, (_, n) => ({ id: `${round}.${n}`, name: 'work', input: { n } }));
    const pause: Pause = { version: 1, backend: 'bench', runId: id, calls: asked, state: round };
    return { status: 'paused', pause } as const;
  };
  return {
    name: 'bench',
    start: async (id) => state(id, 0),
    resume: async ({ runId, state: round }) => state(runId, Number(round) + 1),
  };
}

let run = 0;

/** Microseconds for one round. */
async function roundOf(calls: number, journal?: Journal): Promise<number> {
  const bridge = createBridge({ tools: [work], journal });
  const backend = backendWith(calls);
  const start = performance.now();
  await bridge.run(backend, `run ${run++}`);
  return ((performance.now() - start) * 1_000) / rounds;
}

/** What a journal adds to a round, in microseconds, measured in turns. */
async function addedTo(calls: number, store: () => JournalStore): Promise<number> {
  const added: number[] = [];
  for (let turn = 0; turn < 15; turn++) {
    const without = await roundOf(calls);
    added.push((await roundOf(calls, createJournal(store()))) - without);
  }
  return median(added.slice(3));
}

for (const [calls, most] of [
  [1, 30],
  [4, 45],
] as const) {
  const added = (await addedTo(calls, memoryStore)) / calls;
  console.log(`memory, ${calls} call(s) a round: +${added.toFixed(1)} µs per call (at most ${most})`);
  if (added > most) process.exitCode = 1;
}
