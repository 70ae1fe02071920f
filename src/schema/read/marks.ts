import { type Steps, spend } from '../steps.js';

/** The members and items of one value that a schema has evaluated; what is left is for `unevaluatedProperties` and `…Items`. */
export interface Marks {
  readonly names: Set<string>;
  readonly items: Set<number>;
  /** All items before this position. */
  firstItems: number;
  allNames: boolean;
  allItems: boolean;
  /** Set if something that may have evaluated more was not understood. */
  isUnsure: boolean;
}

export function emptyMarks(): Marks {
  return { names: new Set(), items: new Set(), firstItems: 0, allNames: false, allItems: false, isUnsure: false };
}

export function mergeMarks(outer: Marks, inner: Marks, steps: Steps): void {
  spend(steps, 4 * (inner.names.size + inner.items.size));
  for (const name of inner.names) outer.names.add(name);
  for (const item of inner.items) outer.items.add(item);
  outer.firstItems = Math.max(outer.firstItems, inner.firstItems);
  outer.allNames ||= inner.allNames;
  outer.allItems ||= inner.allItems;
  outer.isUnsure ||= inner.isUnsure;
}
