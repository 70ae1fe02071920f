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

type Variant = Pick<Torture, 'store' | 'workers'> & { readonly proxy?: boolean };

const stores: readonly StoreName[] = ['sqlite', 'postgres', 'redis'];
const killed: readonly Variant[] = [{}, ...stores.map((store) => ({ store }))];
const competing: readonly Variant[] = stores.map((store) => ({ store, workers: 2 }));
const proxied: readonly Variant[] = [{ proxy: true }, ...stores.map((store) => ({ store, proxy: true }))];

/** The variants of each system. LangGraph runs a thread in one process at a time, and talks to no server of ours. */
const variants: Readonly<Record<SystemName, readonly Variant[]>> = {
  scripted: [...killed, ...competing, ...proxied],
  atp: [...killed, ...competing, ...proxied],
  letta: [...killed, ...competing],
  langgraph: killed,
};

/** Returns the tortures that the arguments ask for: 2,000 calls and 200 kills each, or a tenth of that. */
export function chooseTortures({ short, seed, systems: names, store, workers, proxy }: Choice): Torture[] {
  const chosen = names.length > 0 ? names.map(checkName) : (Object.keys(systems) as SystemName[]);
  const [calls, kills] = short ? [200, 20] : [2_000, 200];
  return chosen.flatMap((system) =>
    variants[system]
      .filter((variant) => store === undefined || (variant.store ?? 'none') === store)
      .filter((variant) => workers === undefined || (variant.workers ?? 1) === Number(workers))
      .filter((variant) => !proxy || variant.proxy === true)
      .map((variant) => ({
        system,
        seed,
        calls,
        kills: variant.proxy === true ? 0 : kills,
        store: variant.store,
        workers: variant.workers,
      })),
  );
}

function checkName(name: string): SystemName {
  if (name in systems) return name as SystemName;
  throw new Error(`There is no system ${name}. Known: ${Object.keys(systems).join(', ')}.`);
}
