/** The keywords for the items of arrays. @module */
import { spend } from '../steps.js';
import { aBoolean, aCount, anArray, aSchema } from './kinds.js';
import { type KeywordReader, keyword, type Place, readEach, unchecked } from './place.js';
import { all, applyAt, type Check, checkLeft, checkOf, quietly, type Run, refuse, type SchemaNode } from './run.js';
import { createValueSet } from './value-set.js';
import { no, unsure, type Verdict, yes } from './verdict.js';

export const arrayKeywords: readonly [string, KeywordReader][] = [
  keyword('prefixItems', anArray, readTuple('prefixItems')),
  ['items', readItems],
  ['additionalItems', readAdditionalItems],
  keyword('contains', aSchema, readContains),
  keyword('uniqueItems', aBoolean, (isWanted) => (isWanted ? arrays(haveNoDuplicate) : undefined)),
];

/** Must be read last: it depends on what the others evaluated. */
export const unevaluatedItems: [string, KeywordReader] = keyword('unevaluatedItems', aSchema, (value, place) => {
  const node = place.reader.readNode(value, '/unevaluatedItems', place);
  return arrays((items, run) => {
    const { marks } = run;
    if (marks === undefined || marks.allItems) return yes;
    marks.allItems = true;
    const left = items.flatMap((_, at) => (at < marks.firstItems || marks.items.has(at) ? [] : at));
    spend(run, items.length);
    return checkLeft(run, () => all(left, run, (at) => applyAt(node, items[at], at, run)));
  });
});

type ArrayCheck = (items: readonly unknown[], run: Run) => Verdict;

function arrays(check: ArrayCheck): Check {
  return checkOf(anArray.is, check);
}

/** Applies each schema to the item at its position. */
function readTuple(name: string): (value: readonly unknown[], place: Place) => Check {
  return (schemas, place) => {
    const nodes = readEach(name, schemas, place);
    return arrays((items, run) => {
      const used = nodes.slice(0, items.length);
      if (run.marks !== undefined) run.marks.firstItems = Math.max(run.marks.firstItems, used.length);
      return all(used.entries(), run, ([at, node]) => applyAt(node, items[at], at, run));
    });
  };
}

/** A schema for the items after `prefixItems`; in drafts before 2020-12 also an array, which means what `prefixItems` means. */
function readItems(value: unknown, place: Place): Check {
  if (Array.isArray(value)) return readTuple('items')(value, place);
  if (!aSchema.is(value)) return unchecked(place, '/items', 'is not a schema, and is not checked');
  const { prefixItems } = place.schema;
  return itemsFrom(Array.isArray(prefixItems) ? prefixItems.length : 0, place.reader.readNode(value, '/items', place));
}

function readAdditionalItems(value: unknown, place: Place): Check | undefined {
  const { items } = place.schema;
  if (!Array.isArray(items)) return undefined;
  if (!aSchema.is(value)) return unchecked(place, '/additionalItems', 'is not a schema, and is not checked');
  return itemsFrom(items.length, place.reader.readNode(value, '/additionalItems', place));
}

function itemsFrom(first: number, node: SchemaNode): Check {
  return arrays((items, run) => {
    if (run.marks !== undefined) run.marks.allItems = true;
    return all(items.keys(), run, (at) => (at < first ? yes : applyAt(node, items[at], at, run)));
  });
}

function readContains(value: unknown, place: Place): Check {
  const { minContains, maxContains } = place.schema;
  const least = aCount.is(minContains) ? minContains : 1;
  const most = aCount.is(maxContains) ? maxContains : Number.POSITIVE_INFINITY;
  const node = place.reader.readNode(value, '/contains', place);
  return arrays((items, run) => {
    let [sure, possible] = [0, 0];
    quietly(run, () => {
      for (const [at, item] of items.entries()) {
        const verdict = applyAt(node, item, at, run);
        if (verdict === yes) sure += 1;
        if (verdict !== no) possible += 1;
        if (verdict === yes) run.marks?.items.add(at);
        if (verdict === unsure && run.marks) run.marks.isUnsure = true;
      }
    });
    if (possible < least)
      return refuse(run, () => `must contain at least ${least} valid ${least === 1 ? 'item' : 'items'}`);
    if (sure > most) return refuse(run, () => `must contain at most ${most} valid items`);
    return sure >= least && possible <= most ? yes : unsure;
  });
}

const haveNoDuplicate: ArrayCheck = (items, run) => {
  const seen = createValueSet();
  for (const [at, item] of items.entries()) {
    spend(run, 1);
    if (!seen.add(item, run)) return refuse(run, () => `must not have duplicate items: item ${at} is one`);
  }
  return yes;
};
