import type { VirtualClock } from './virtual-clock.ts';

/** What befalls a process. Its steps are the requests that it sends, the responses that it receives, and the ends of its handlers. */
export interface Fate {
  /** The step that it does not take, nor any later one. */
  readonly diesAt?: number | undefined;
  /** The step before which it stands still. */
  readonly stallsAt?: number | undefined;
  readonly stallMs: number;
}

/** A process that may die or stand still between any two steps. */
export interface SimulatedProcess {
  isDead(): boolean;
  /** Resolves when the process takes its next step; never if it has died. */
  step(): Promise<void>;
  /** Sends a request that takes effect where it arrives, whatever has become of the process. */
  request<Value>(effect: () => Value | Promise<Value>, delays: Delays): Promise<Value>;
}

/** How long a request takes to arrive, and its response. */
export interface Delays {
  readonly there: number;
  readonly back: number;
}

export function startSimulatedProcess(clock: VirtualClock, fate: Fate): SimulatedProcess {
  let steps = 0;
  let stalledUntil = 0;
  let isDead = false;
  const step = async (): Promise<void> => {
    steps += 1;
    if (steps === fate.diesAt) isDead = true;
    if (steps === fate.stallsAt) stalledUntil = clock.now() + fate.stallMs;
    while (clock.now() < stalledUntil) await clock.sleep(stalledUntil - clock.now());
    if (isDead) await new Promise(() => {});
  };
  return {
    isDead: () => isDead,
    step,
    async request(effect, { there, back }) {
      await step();
      if (there > 0) await clock.sleep(there);
      const outcome = await settled(effect);
      if (back > 0) await clock.sleep(back);
      await step();
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    },
  };
}

async function settled<Value>(
  effect: () => Value | Promise<Value>,
): Promise<{ readonly value: Value } | { readonly error: unknown }> {
  try {
    return { value: await effect() };
  } catch (error) {
    return { error };
  }
}
