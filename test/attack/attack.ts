/** One way in which an attack is tried. Throws, or rejects, if the attack succeeds. */
export type Variant = () => unknown;

export interface Attack {
  readonly name: string;
  /** At least four: the attack as it was first seen, and three others of its kind. */
  readonly variants: Readonly<Record<string, Variant>>;
  /** The maximum of the main thread's CPU time, which other processes of a busy machine do not change. */
  readonly cpuSeconds: number;
  /** The maximum time after which the process is killed. */
  readonly seconds: number;
}

/** An attack that needs a real server. A test shows it there, and it does not count as tried here. */
export interface AttackElsewhere {
  readonly name: string;
  readonly shownIn: string;
}

export type Group = readonly (Attack | AttackElsewhere)[];

export function attack(
  name: string,
  variants: Readonly<Record<string, Variant>>,
  { cpuSeconds = 2, seconds = 30 }: Partial<Pick<Attack, 'cpuSeconds' | 'seconds'>> = {},
): Attack {
  return { name, variants, cpuSeconds, seconds };
}

export function shownElsewhere(name: string, shownIn: string): AttackElsewhere {
  return { name, shownIn };
}

/** Makes a variant of each case, named by its key. */
export function each<Case>(
  cases: Readonly<Record<string, Case>>,
  run: (each: Case, name: string) => unknown,
): Record<string, Variant> {
  return Object.fromEntries(Object.entries(cases).map(([name, given]) => [name, () => run(given, name)]));
}
