import type { StoreName } from './journals.ts';
import { type SystemName, systems } from './systems.ts';
import type { Torture } from './torture.ts';

export interface Choice {
  readonly short: boolean;
  readonly seed: string;
  /** Names of systems; empty for all. */
  readonly systems: readonly string[];
  readonly store?: string | undefined;
  readonly workers?: string | undefined;
  readonly proxy: boolean;
}

/** One row of a system. */
interface Variant extends Pick<Torture, 'store' | 'workers'> {
  /** A proxy breaks connections, and nothing is killed. */
  readonly proxy?: true;
  readonly inShortForm?: true;
}

const inShortForm = true;
const stores: readonly StoreName[] = ['sqlite', 'postgres', 'redis'];
/** The rows with each store, and those of them that the short form has too. */
const each = (variant: Variant, short: readonly StoreName[]): readonly Variant[] =>
  stores.map((store) => ({ ...variant, store, ...(short.includes(store) && { inShortForm }) }));
const none: Variant = { inShortForm };
/** The kills of the short form are too few to show something, where replicas are killed too, and on Letta. */
const noneInFull: Variant = {};
const competing: Variant = { workers: 2 };
const proxied: Variant = { proxy: true };

/** The rows of each system. LangGraph runs a thread in one process at a time, and its client talks to no server but the database. */
const variants: Readonly<Record<SystemName, readonly Variant[]>> = {
  scripted: [none, ...each({}, stores), ...each(competing, ['sqlite', 'redis']), proxied, ...each(proxied, ['sqlite'])],
  atp: [none, ...each({}, ['sqlite']), ...each(competing, ['postgres']), proxied, ...each(proxied, ['redis'])],
  langgraph: [none, ...each({}, ['postgres'])],
  'langgraph-ag-ui': [
    noneInFull,
    ...each({}, ['sqlite']),
    { ...competing, store: 'postgres' },
    { ...proxied, store: 'redis' },
  ],
  'ai-sdk-ag-ui': [
    noneInFull,
    ...each({}, ['sqlite']),
    { ...competing, store: 'redis' },
    { ...proxied, store: 'postgres' },
  ],
  letta: [noneInFull, ...each({}, ['sqlite']), ...each(competing, [])],
};

/** Returns the rows that the arguments ask for: 2,000 calls and 200 kills each, or 100 and 20 in the short form. */
export function chooseTortures({ short, seed, systems: names, store, workers, proxy }: Choice): Torture[] {
  const chosen = names.length > 0 ? names.map(checkName) : (Object.keys(variants) as SystemName[]);
  const isChosen = (variant: Variant): boolean =>
    (!short || variant.inShortForm === true) &&
    (store === undefined || (variant.store ?? 'none') === store) &&
    (workers === undefined || (variant.workers ?? 1) === Number(workers)) &&
    (!proxy || variant.proxy === true);
  const [calls, kills] = short ? [100, 20] : [2_000, 200];
  return chosen.flatMap((system) =>
    variants[system]
      .filter(isChosen)
      .map(({ store, workers, proxy }) => ({ system, seed, calls, kills: proxy ? 0 : kills, store, workers })),
  );
}

function checkName(name: string): SystemName {
  if (name in systems) return name as SystemName;
  throw new Error(`There is no system ${name}. Known: ${Object.keys(systems).join(', ')}.`);
}
