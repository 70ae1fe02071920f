import { type Effect, readLines } from './effects.ts';
import type { Files } from './files.ts';
import type { Ending } from './notes.ts';
import { callsOf, type PlannedCall, type PlannedRun } from './plan.ts';
import type { ReceivedAnswer } from './system.ts';

/** What became of the calls of a plan. */
export interface Counts {
  /** The calls of the plan. */
  readonly asked: number;
  /** What handlers did. */
  readonly effects: number;
  /** Calls that are not safe to repeat, with more than one effect. */
  readonly duplicates: number;
  /** Those of them that ran once for each of their call ids: the agent asked for them again. */
  readonly askedAgain: number;
  /** Calls that are safe to repeat, with more than one effect. */
  readonly repeated: number;
  /** Calls without an answer, and runs that did not end. */
  readonly lost: number;
  /** Calls with an answer that is not the result of one of their effects, nor `outcome_unknown`. */
  readonly wrong: number;
  /** Calls that were answered with `outcome_unknown`, and those of them that took effect. */
  readonly unknown: number;
  readonly unknownButRan: number;
  /** Runs that rejected in the end, by code. */
  readonly failedRuns: Readonly<Record<string, number>>;
}

/** Counts from what handlers did and what the server received. It does not ask a journal. */
export function count(runs: readonly PlannedRun[], files: Files, received: readonly ReceivedAnswer[]): Counts {
  const calls = callsOf(runs);
  const effects = readLines<Effect>(files.effects);
  const effectsOf = groupBy(effects, ({ plan }) => plan);
  const answersOf = groupBy(received, ({ plan }) => plan);
  const endings = new Map(readLines<Ending>(files.ended).map(({ run, how }) => [run, how]));
  const kinds = calls.map((call) => {
    const own = effectsOf.get(call.id) ?? [];
    const ids = new Set(own.map(({ callId }) => callId)).size;
    return {
      call,
      ran: own.length,
      ids,
      kinds: (answersOf.get(call.id) ?? []).map(({ text }) => kindOf(call, text, own)),
    };
  });
  const number = (matches: (each: (typeof kinds)[number]) => boolean) => kinds.filter(matches).length;
  return {
    asked: calls.length,
    effects: effects.length,
    duplicates: number(({ call, ran }) => call.tool === 'write' && ran > 1),
    askedAgain: number(({ call, ran, ids }) => call.tool === 'write' && ran > 1 && ids === ran),
    repeated: number(({ call, ran }) => call.tool !== 'write' && ran > 1),
    lost: number(({ kinds }) => kinds.length === 0) + runs.filter(({ id }) => !endings.has(id)).length,
    wrong: number(({ kinds }) => kinds.includes('wrong')),
    unknown: number(({ kinds }) => kinds.includes('unknown')),
    unknownButRan: number(({ kinds, ran }) => kinds.includes('unknown') && ran > 0),
    failedRuns: countsOf([...endings.values()].filter((how) => how !== 'completed')),
  };
}

type Kind = 'right' | 'unknown' | 'wrong';

/** An answer is right if it is the result of an effect of its call. */
function kindOf({ id, fails }: PlannedCall, text: string, effects: readonly Effect[]): Kind {
  const [, verb, plan, nonce] = /\b(done|refused) (r\d+\.\d+\.\d+) ([\da-f-]{36})/.exec(text) ?? [];
  if (verb === undefined) return isUnknown(text) ? 'unknown' : 'wrong';
  const isOwn = plan === id && effects.some((effect) => effect.nonce === nonce);
  return isOwn && verb === (fails ? 'refused' : 'done') ? 'right' : 'wrong';
}

function isUnknown(text: string): boolean {
  return /outcome_unknown|[Nn]obody knows whether/.test(text);
}

function countsOf(values: readonly string[]): Record<string, number> {
  return Object.fromEntries([...groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]));
}

function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): ReadonlyMap<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value)) ?? [];
    groups.set(keyOf(value), group);
    group.push(value);
  }
  return groups;
}
