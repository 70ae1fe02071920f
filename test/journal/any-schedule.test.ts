import fc from 'fast-check';
import {
  type Answer,
  type ClientTool,
  createBridge,
  defineTool,
  type LateDecision,
  type Pause,
  type PendingCall,
  type RunBackend,
  type RunHost,
  type RunState,
  ToolferryError,
  type ToolResult,
} from 'toolferry';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Delays, type Fate, type SimulatedProcess, startSimulatedProcess } from './support/simulated-process.ts';
import { startVirtualClock, type VirtualClock } from './support/virtual-clock.ts';

const leaseMs = 100;
const key = 'order';
const inputSchema = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } as const;

/** `pay` is not safe to repeat, `look` knows what became of it, `refund` waits for a person, and the server runs `remote` itself. */
const toolNames = ['pay', 'read', 'look', 'refund', 'fail', 'remote'] as const;

interface PlannedCall {
  readonly name: (typeof toolNames)[number];
  readonly durationMs: number;
}

/** One process and what it does. */
interface Life extends Fate {
  readonly startsAt: number;
  /** The stable name that it shares with the other processes of the same number; undefined for a name of its own. */
  readonly worker?: number | undefined;
  /** `start`: a run of its own, without a key. */
  readonly by: 'key' | 'pause' | 'open' | 'start';
  /** Which of the pauses that were seen. */
  readonly pause: number;
  readonly decides?: boolean | undefined;
  readonly abortsAfter?: number | undefined;
}

interface Schedule {
  readonly rounds: readonly (readonly PlannedCall[])[];
  readonly lives: readonly Life[];
  readonly delays: readonly number[];
  /** The server knows a start that is repeated by its key. */
  readonly knowsStarts: boolean;
  /** When the store is down, and whether its writes take effect all the same. */
  readonly outage: { readonly from: number; readonly ms: number; readonly takesEffect: boolean };
}

const delay = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: 10, max: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 90, max: 250 }) },
);
/** Rather undefined, the larger the number is. */
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>, against: number) =>
  fc.oneof({ weight: against, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const life: fc.Arbitrary<Life> = fc.record({
  startsAt: fc.integer({ min: 0, max: 600 }),
  worker: maybe(fc.integer({ min: 0, max: 1 }), 2),
  by: fc.constantFrom('key', 'key', 'pause', 'open', 'start'),
  pause: fc.nat(20),
  decides: maybe(fc.boolean(), 2),
  diesAt: maybe(fc.integer({ min: 1, max: 30 }), 1),
  stallsAt: maybe(fc.integer({ min: 1, max: 30 }), 2),
  stallMs: fc.integer({ min: 50, max: 400 }),
  abortsAfter: maybe(fc.integer({ min: 0, max: 400 }), 12),
});
const schedules: fc.Arbitrary<Schedule> = fc.record({
  rounds: fc.array(
    fc.array(fc.record({ name: fc.constantFrom(...toolNames), durationMs: delay }), { minLength: 0, maxLength: 3 }),
    { minLength: 1, maxLength: 3 },
  ),
  lives: fc.array(life, { minLength: 1, maxLength: 6 }),
  delays: fc.array(delay, { minLength: 1, maxLength: 30 }),
  knowsStarts: fc.boolean(),
  outage: fc.record({
    from: fc.integer({ min: 0, max: 600 }),
    ms: fc.constantFrom(0, 0, 20, 200),
    takesEffect: fc.boolean(),
  }),
});

interface ServerRun {
  readonly id: string;
  readonly rounds: (readonly Answer[])[];
  readonly key: string | undefined;
  isCancelled: boolean;
}

/** What all processes share, and what happened. */
interface World {
  readonly clock: VirtualClock;
  readonly schedule: Schedule;
  readonly store: JournalStore;
  readonly runs: Map<string, ServerRun>;
  readonly runOfKey: Map<string, string>;
  readonly pauses: Pause[];
  /** How often the handler of a call began, and in which process. */
  readonly begun: Map<string, SimulatedProcess[]>;
  readonly done: Set<string>;
  readonly approved: Set<string>;
  readonly denied: Set<string>;
  readonly processes: SimulatedProcess[];
  /** The process that has each run. */
  readonly lastWriters: Map<string, SimulatedProcess>;
  /** A process ended the run on the server while another one had it. */
  isWronglyCancelled?: boolean;
  isAborted: boolean;
  /** Nothing is slow any more: a store that always takes longer than a lease serves no run. */
  isCalm: boolean;
  nextDelays(): Delays;
}

function createWorld(clock: VirtualClock, schedule: Schedule): World {
  let count = 0;
  const nextDelay = () => schedule.delays[count++ % schedule.delays.length] ?? 0;
  return {
    clock,
    schedule,
    store: lawfulStore(),
    runs: new Map(),
    runOfKey: new Map(),
    pauses: [],
    begun: new Map(),
    done: new Set(),
    approved: new Set(),
    denied: new Set(),
    processes: [],
    lastWriters: new Map(),
    isAborted: false,
    isCalm: false,
    nextDelays() {
      return this.isCalm ? { there: 1, back: 1 } : { there: nextDelay(), back: nextDelay() };
    },
  };
}

/** A store that fails the test if it is written to against its laws. */
function lawfulStore(): JournalStore {
  const store = memoryStore();
  return {
    ...store,
    async write(storedKey, run, before) {
      expect(run.version).toBe(before + 1);
      return store.write(storedKey, run, before);
    },
  };
}

/** The store as a process reaches it. */
function remoteStore(world: World, process: SimulatedProcess): JournalStore {
  const { store, clock } = world;
  const nextDelays = () => world.nextDelays();
  const { outage } = world.schedule;
  const isDown = () => clock.now() >= outage.from && clock.now() < outage.from + outage.ms;
  return {
    read: (storedKey) => process.request(() => store.read(storedKey), nextDelays()),
    open: () => process.request(() => store.open(), nextDelays()),
    write: (...write) =>
      process.request(async () => {
        if (isDown() && !outage.takesEffect) throw new Error('The database is down');
        const isWritten = await store.write(...write);
        if (isWritten) world.lastWriters.set(write[0], process);
        if (isDown()) throw new Error('The connection to the database was lost');
        return isWritten;
      }, nextDelays()),
  };
}

const planned = ({ schedule }: World, id: string): PlannedCall => {
  const [, round, index] = id.split('.').map(Number);
  return schedule.rounds[round as number]?.[index as number] as PlannedCall;
};

function stateOf({ schedule }: World, run: ServerRun): RunState<string> {
  const round = run.rounds.length;
  const next = schedule.rounds[round];
  if (next === undefined) return { status: 'completed', output: `output of ${run.id}` };
  const calls = next.map(({ name }, index): PendingCall => {
    const id = `${run.id}.${round}.${index}`;
    return { id, name, input: { id }, ...(name === 'remote' && { ask: 'approval' }) };
  });
  return { status: 'paused', pause: { version: 1, backend: 'simulated', runId: run.id, calls, state: { round } } };
}

/** The server as a process reaches it. It takes the answers of the pending round only, and knows runs that were cancelled. */
function remoteServer(world: World, process: SimulatedProcess): RunBackend<string, string> {
  const { runs, runOfKey, schedule } = world;
  const find = ({ runId }: Pause): ServerRun => {
    const run = runs.get(runId) as ServerRun;
    if (run.isCancelled) throw new ToolferryError('not_found', 'The run was cancelled.');
    return run;
  };
  const start = (host: RunHost): RunState<string> => {
    const known = schedule.knowsStarts && host.key !== undefined ? runOfKey.get(host.key) : undefined;
    const run = runs.get(known ?? '') ?? { id: `${runs.size}`, rounds: [], key: host.key, isCancelled: false };
    if (run.isCancelled) throw new ToolferryError('not_found', 'The run was cancelled.');
    runs.set(run.id, run);
    if (host.key !== undefined) runOfKey.set(host.key, run.id);
    return stateOf(world, run);
  };
  const resume = (pause: Pause, answers: readonly Answer[], { mayRepeat }: RunHost): RunState<string> => {
    const run = find(pause);
    const isPending = (pause.state as { round: number }).round === run.rounds.length;
    if (mayRepeat && !isPending) return stateOf(world, run);
    if (!isPending) throw new Error('409: not the pending round');
    expect(answers.map(({ toolCallId }) => toolCallId)).toEqual(pause.calls.map(({ id }) => id));
    run.rounds.push(answers);
    return stateOf(world, run);
  };
  const send = (host: RunHost, effect: () => RunState<string>): Promise<RunState<string>> => {
    host.signal.throwIfAborted();
    return process.request(() => JSON.parse(JSON.stringify(effect())), world.nextDelays());
  };
  return {
    name: 'simulated',
    start: async (_request, host) => send(host, () => start(host)),
    resume: async (pause, answers, host) => send(host, () => resume(pause, JSON.parse(JSON.stringify(answers)), host)),
    async cancel(pause) {
      world.isWronglyCancelled ||= world.lastWriters.get(pause.key as string) !== process;
      await process.request(() => {
        find(pause).isCancelled = true;
      }, world.nextDelays());
    },
  };
}

function toolsIn(world: World, process: SimulatedProcess): ClientTool[] {
  const { begun, done, clock } = world;
  return toolNames.map((name) => {
    const tool = defineTool({
      name,
      description: name,
      inputSchema,
      metadata: name === 'read' ? { operationType: 'read' } : name === 'refund' ? { operationType: 'destructive' } : {},
      async handler({ id }) {
        begun.set(id, [...(begun.get(id) ?? []), process]);
        await clock.sleep(planned(world, id).durationMs);
        await process.step();
        if (name === 'fail') throw new Error(`failed ${id}`);
        done.add(id);
        return `did ${id}`;
      },
    });
    if (name !== 'look') return tool;
    const lookUpOutcome: NonNullable<ClientTool<{ id: string }>['lookUpOutcome']> = async ({ id }) => {
      await process.step();
      if (done.has(id)) return { output: `did ${id}` };
      const mayBegin = world.processes.some((other) => other !== process && !other.isDead());
      return begun.has(id) || mayBegin ? undefined : 'not-started';
    };
    return { ...tool, lookUpOutcome } as ClientTool;
  });
}

/** What became of a process's part in the run. */
interface Part {
  readonly process: SimulatedProcess;
  isOver: boolean;
  outcome?: { readonly output: string } | { readonly error: unknown };
}

function live(world: World, each: Life): Part {
  const { clock, processes, pauses } = world;
  const process = startSimulatedProcess(clock, each);
  processes.push(process);
  const holder = each.worker === undefined ? `process ${processes.length}` : `worker ${each.worker}`;
  const journal = createJournal(remoteStore(world, process), { leaseMs, holder });
  const bridge = createBridge({
    tools: toolsIn(world, process),
    journal,
    approve: async ({ call: { name } }) => {
      await process.step();
      return name === 'refund' || pauses.length % 2 === 0 ? 'later' : true;
    },
  });
  const server = remoteServer(world, process);
  const abort = new AbortController();
  if (each.abortsAfter !== undefined)
    void clock.sleep(each.abortsAfter).then(() => {
      if (process.isDead()) return;
      world.isAborted = true;
      abort.abort(new Error('The user aborted.'));
    });
  const options = {
    signal: abort.signal,
    decisions: decisionsOf(world, each),
    onEvent: (event: { readonly type: string; readonly pause?: unknown }) => {
      if (event.type === 'paused') pauses.push(JSON.parse(JSON.stringify(event.pause)));
    },
  };
  const resume = async (pause: Pause | undefined): Promise<string> =>
    pause === undefined ? bridge.run(server, 'go', { ...options, key }) : bridge.resume(server, pause, options);
  const begin = async (): Promise<string> => {
    if (each.by === 'pause') return resume(pauses[each.pause % Math.max(pauses.length, 1)]);
    if (each.by === 'key') return resume(undefined);
    if (each.by === 'start') return bridge.run(server, 'go', options);
    const [open] = await journal.open();
    return resume(open?.pause);
  };
  const part: Part = { process, isOver: false };
  void begin()
    .then(
      (output) => {
        part.outcome = { output };
      },
      (error: unknown) => {
        part.outcome = { error };
        const pause = ToolferryError.isInstance(error) && (error.data as { pause?: Pause } | undefined)?.pause;
        if (pause) pauses.push(JSON.parse(JSON.stringify(pause)));
      },
    )
    .then(() => {
      part.isOver = true;
    });
  return part;
}

/** Decisions about all calls that were requested so far. */
function decisionsOf(world: World, { decides }: Life): Record<string, LateDecision> | undefined {
  if (decides === undefined) return undefined;
  const calls = world.pauses.flatMap((pause) => pause.calls);
  for (const { id } of calls) (decides ? world.approved : world.denied).add(id);
  return Object.fromEntries(calls.map((call) => [call.id, { approved: decides, call }]));
}

/** Lets the lives happen, and then calls again with the key until the run ends. */
async function play(world: World): Promise<unknown> {
  const { clock, schedule } = world;
  const parts: Part[] = [];
  for (const each of schedule.lives.toSorted((one, other) => one.startsAt - other.startsAt)) {
    await clock.run(Math.max(0, each.startsAt - clock.now()));
    parts.push(live(world, each));
  }
  await clock.run(20_000);
  world.isCalm = true;
  const errors: unknown[] = [];
  for (let attempt = 0; attempt < 12; attempt++) {
    const part = live(world, { startsAt: 0, by: 'key', pause: 0, decides: true, stallMs: 0 });
    parts.push(part);
    await clock.run(20_000);
    const hanging = parts.filter(({ process, isOver }) => !isOver && !process.isDead());
    expect(hanging, 'a run hangs').toEqual([]);
    if (part.outcome && 'output' in part.outcome) return part.outcome.output;
    errors.push(part.outcome?.error);
    const { code } = errors.at(-1) as { readonly code?: string };
    if (world.isAborted && (code === 'aborted' || code === 'not_found')) return code;
  }
  throw new Error(`The run did not end: ${errors.map(String).join(' | ')}`);
}

/** Continues the runs without a key, as a recovery worker does, until none is open. */
async function endOpenRuns(world: World): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    if ((await world.store.open()).length === 0) return;
    live(world, { startsAt: 0, by: 'open', pause: 0, decides: true, stallMs: 0 });
    await world.clock.run(20_000);
  }
  throw new Error(`Runs stay open: ${await world.store.open()}`);
}

function checkAnswers(world: World, output: unknown): void {
  expect(world.isWronglyCancelled, 'an overtaken process cancelled the run').toBeFalsy();
  for (const [id, processes] of world.begun)
    if (planned(world, id).name !== 'read') expect([id, processes.length], 'a call ran twice').toEqual([id, 1]);
  const ended = [...world.runs.values()].filter(
    (run) => run.key !== undefined && run.rounds.length === world.schedule.rounds.length,
  );
  if (!world.isAborted) expect(ended.map(({ id }) => `output of ${id}`)).toEqual([output]);
  for (const { rounds } of world.runs.values())
    for (const answer of rounds.flat()) expect(problemOf(world, answer), JSON.stringify(answer)).toBeUndefined();
}

/** What is wrong with an answer. */
function problemOf(world: World, answer: Answer): string | undefined {
  const { begun, done, approved, denied, isAborted } = world;
  const id = answer.toolCallId;
  const { name } = planned(world, id);
  if ('approved' in answer) return name === 'remote' ? undefined : 'an approval for a call';
  if (name === 'remote') return 'a result for an approval';
  const { error, output } = answer;
  if (error === undefined) {
    if (output !== `did ${id}` || !done.has(id)) return 'an output of a call that did not take effect';
    return name === 'refund' && !approved.has(id) ? 'it ran without approval' : undefined;
  }
  if (error.code === 'failed') return name === 'fail' && begun.has(id) ? undefined : 'a failure of another call';
  if (error.code === 'denied')
    return denied.has(id) && !begun.has(id) ? undefined : 'denied by nobody, or after it began';
  if (error.code === 'aborted') return isAborted ? undefined : 'aborted by nobody';
  if (error.code === 'outcome_unknown') return name === 'read' ? 'it was safe to repeat' : undefined;
  return 'an error that no call has';
}

/** Makes the one call of a key in each life, and then until its result is recorded. */
async function playCall(world: World): Promise<void> {
  const { clock, schedule, begun, done } = world;
  const [[call] = []] = schedule.rounds;
  if (call === undefined || call.name === 'remote') return;
  const { name } = call;
  const id = '0.0.0';
  const results: ToolResult[] = [];
  const make = (each: Life) => {
    const process = startSimulatedProcess(clock, each);
    world.processes.push(process);
    const holder = each.worker === undefined ? `process ${world.processes.length}` : `worker ${each.worker}`;
    const journal = createJournal(remoteStore(world, process), { leaseMs, holder });
    const bridge = createBridge({ tools: toolsIn(world, process), journal, approve: () => true });
    const abort = new AbortController();
    if (each.abortsAfter !== undefined) void clock.sleep(each.abortsAfter).then(() => abort.abort());
    // Twice: the second waits for the first.
    for (const signal of [abort.signal, undefined])
      void bridge.execute({ id, name, input: { id } }, { key, signal }).then((result) => results.push(result));
  };
  for (const each of schedule.lives) {
    await clock.run(Math.max(0, each.startsAt - clock.now()));
    make(each);
  }
  await clock.run(20_000);
  world.isCalm = true;
  const before = results.length;
  for (let attempt = 0; attempt < 4; attempt++) {
    make({ startsAt: 0, by: 'key', pause: 0, stallMs: 0 });
    await clock.run(20_000);
  }
  const final = results.slice(before);
  expect(final.length, 'a call hangs').toBe(8);
  const last = JSON.stringify(final.at(-1));
  expect(final.slice(2).map((result) => JSON.stringify(result))).toEqual(final.slice(2).map(() => last));
  if (name !== 'read') expect(begun.get(id)?.length ?? 0, 'a call ran twice').toBeLessThanOrEqual(1);
  for (const { output, error } of results)
    if (error === undefined) expect([output, done.has(id)]).toEqual([`did ${id}`, true]);
  const { code = 'did' } = final.at(-1)?.error ?? {};
  const isAborted = schedule.lives.some(({ abortsAfter }) => abortsAfter !== undefined);
  const possible = ['did', ...(name === 'fail' ? ['failed'] : []), ...(isAborted ? ['aborted'] : [])];
  expect(name === 'read' ? possible : [...possible, 'outcome_unknown']).toContain(code);
}

/** The first run of a process loads code, for which a virtual clock does not wait. */
beforeAll(async () => {
  const ended = async () => ({ status: 'completed' as const, output: null });
  await createBridge().run({ name: 'ended', start: ended, resume: ended }, null);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const runs = Number(process.env.SCHEDULES ?? 2_500);
const seed = Number(process.env.SEED ?? 8);

test('whatever processes, store and server do to a run: no call runs twice, each gets one right answer, and the run ends', async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      const clock = startVirtualClock();
      try {
        const world = createWorld(clock, schedule);
        const output = await play(world);
        await endOpenRuns(world);
        checkAnswers(world, output);
      } finally {
        vi.unstubAllGlobals();
        vi.restoreAllMocks();
      }
    }),
    { numRuns: runs, seed, endOnFailure: process.env.SHRINK === undefined },
  );
}, 600_000);

test('whatever processes and store do to a call with a key: it runs once, and each repeat has one right result', async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      try {
        await playCall(createWorld(startVirtualClock(), schedule));
      } finally {
        vi.unstubAllGlobals();
        vi.restoreAllMocks();
      }
    }),
    { numRuns: runs, seed, endOnFailure: process.env.SHRINK === undefined },
  );
}, 600_000);
