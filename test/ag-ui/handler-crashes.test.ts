import type { RunBackend } from 'toolferry';
import type { AGUIStart } from 'toolferry/ag-ui';
import { type JournalStore, memoryStore } from 'toolferry/journal';
import { expect, onTestFinished, test, vi } from 'vitest';
import { answer, asks, done, type Event, interruptsOf, outcomeOf, scriptedHandler, send, user } from './served.ts';

const locate = { id: 'c1', name: 'locate', input: { n: 1 } };
const wipe = { id: 's1', name: 'wipe', input: {}, ask: 'approval', message: 'it is destructive' } as const;
const leaseMs = 30_000;

/** An agent whose steps can be repeated, and the steps that it was asked for. */
function repeatableBackend() {
  const steps: string[] = [];
  const backend: RunBackend<AGUIStart, string> = {
    name: 'scripted',
    async start(_request, { mayRepeat }) {
      steps.push(mayRepeat ? 'start again' : 'start');
      return asks(locate, wipe);
    },
    async resume(_pause, answers, { mayRepeat }) {
      expect(answers).toMatchObject([{ output: 'here' }, { approved: true }]);
      steps.push(mayRepeat ? 'resume again' : 'resume');
      return done('all');
    },
  };
  return { backend, steps };
}

/** A store over which its process dies in an operation, before or after it has its effect. */
function mortalStore(store: JournalStore, lastOperation: number, hasEffect: boolean) {
  let count = 0;
  let die = () => {};
  const death = new Promise<undefined>((resolve) => {
    die = () => resolve(undefined);
  });
  const mortal = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    count += 1;
    if (count < lastOperation) return work();
    if (count === lastOperation && hasEffect) await work();
    die();
    return new Promise<never>(() => {});
  };
  const mortalStore: JournalStore = {
    ...store,
    read: (key) => mortal(() => store.read(key)),
    write: (...args) => mortal(() => store.write(...args)),
  };
  return { mortalStore, death };
}

/** Runs a thread on a process that dies, and on another one from then on. A client repeats what was not answered. */
async function runWithDeath(lastOperation: number, hasEffect: boolean) {
  const { backend, steps } = repeatableBackend();
  const store = memoryStore();
  const { mortalStore: own, death } = mortalStore(store, lastOperation, hasEffect);
  let isDead = false;
  const first = scriptedHandler(backend, { store: own, leaseMs });
  const second = scriptedHandler(backend, { store, leaseMs });
  const request = async (input: object): Promise<Event[]> => {
    const events = isDead ? undefined : await Promise.race([send(first, input), death]);
    if (events) return events;
    isDead = true;
    vi.setSystemTime(Date.now() + leaseMs);
    return send(second, input);
  };
  const start = { messages: [user('m1', 'Go')] };
  const answers = { messages: [...start.messages, answer('c1', 'here')] };
  const ends = [outcomeOf(await request(start))];
  const [interrupt] = interruptsOf(await request(answers));
  const resume = [{ interruptId: interrupt?.id, status: 'resolved', payload: { approved: true } }];
  ends.push(outcomeOf(await request({ ...answers, resume })));
  return { ends, steps, isDead };
}

test.each([true, false])(
  'a process that dies in any operation of the store loses nothing, and what may run twice is known to (effect: %s)',
  async (hasEffect) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    for (let operation = 1; ; operation++) {
      const { ends, steps, isDead } = await runWithDeath(operation, hasEffect);
      const at = `operation ${operation}, ${steps.join(', ')}`;
      expect(ends, at).toEqual([{ type: 'success', pendingToolCallIds: ['c1'] }, { type: 'success' }]);
      for (const step of ['start', 'resume']) {
        const [one, ...repeated] = steps.filter((each) => each.startsWith(step));
        expect(one?.startsWith(step), at).toBe(true);
        expect(
          repeated.filter((each) => each !== `${step} again`),
          at,
        ).toEqual([]);
      }
      if (isDead) continue;
      expect(operation).toBeGreaterThan(9);
      return;
    }
  },
);
