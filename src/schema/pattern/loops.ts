import type { Automaton } from './automaton.js';

/** The strongly connected components of an automaton, last ones first. */
export interface Components {
  readonly components: readonly (readonly number[])[];
  /** For each place, the index of its component. */
  readonly componentOf: readonly number[];
}

/** Finds the components with Tarjan's algorithm. */
export function findComponents({ next }: Automaton): Components {
  const components: number[][] = [];
  const componentOf: number[] = next.map(() => -1);
  const index: number[] = [];
  const low: number[] = [];
  const open: number[] = [];
  let visited = 0;
  const visit = (place: number): void => {
    index[place] = low[place] = visited++;
    open.push(place);
    for (const after of next[place]?.keys() ?? []) {
      if (index[after] === undefined) visit(after);
      if (componentOf[after] === -1) low[place] = Math.min(low[place] ?? 0, low[after] ?? 0);
    }
    if (low[place] !== index[place]) return;
    const component = open.splice(open.indexOf(place));
    for (const member of component) componentOf[member] = components.length;
    components.push(component);
  };
  next.forEach((_, place) => {
    if (index[place] === undefined) visit(place);
  });
  return { components, componentOf };
}

/** Whether a component is a loop: more than one place, or one that follows itself. */
export function isLoop({ next }: Automaton, component: readonly number[]): boolean {
  return component.length > 1 || component.some((place) => next[place]?.has(place));
}
