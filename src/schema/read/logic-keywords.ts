/** The keywords that apply other schemas to the same value. @module */
import type { ValidationIssue } from '../../types.js';
import { spend } from '../steps.js';
import { anArray, aSchema, aString } from './kinds.js';
import { emptyMarks } from './marks.js';
import { type KeywordReader, keyword, type Place, type Reference, readEach, unchecked } from './place.js';
import {
  addIssue,
  all,
  applyHere,
  type Check,
  notUnderstood,
  pathOf,
  quietly,
  type Run,
  refuse,
  type SchemaNode,
} from './run.js';
import { no, unsure, type Verdict, yes } from './verdict.js';

export const logicKeywords: readonly [string, KeywordReader][] = [
  keyword('allOf', anArray, (schemas, place) => {
    const nodes = readEach('allOf', schemas, place);
    return (value, run) => all(nodes, run, (node) => applyHere(node, value, run));
  }),
  alternatives(
    'anyOf',
    (verdict, run) => verdict === yes && run.marks === undefined,
    (verdicts) => (verdicts.includes(yes) ? yes : verdicts.includes(unsure) ? unsure : no),
  ),
  alternatives(
    'oneOf',
    () => false,
    (verdicts, run) => {
      const sure = verdicts.filter((verdict) => verdict === yes).length;
      if (sure > 1) return refuse(run, () => 'must match exactly one schema in oneOf');
      return verdicts.includes(unsure) ? unsure : sure === 1 ? yes : no;
    },
  ),
  keyword('not', aSchema, (schema, place) => {
    const node = place.reader.readNode(schema, '/not', place);
    return (value, run) => {
      const verdict = without(run, () => applyHere(node, value, run));
      return verdict === yes ? refuse(run, () => 'must not be valid') : ((yes - verdict) as Verdict);
    };
  }),
  keyword('if', aSchema, readCondition),
  ...['$ref', '$dynamicRef', '$recursiveRef'].map((name) =>
    keyword(name, aString, (text, place) => readReference(text, place, name !== '$ref')),
  ),
  // Read for the references to them.
  ...['then', 'else'].map((name): [string, KeywordReader] => [
    name,
    (schema, place) => void place.reader.readNode(schema, `/${name}`, place),
  ]),
  ...['$defs', 'definitions'].map((name): [string, KeywordReader] => [
    name,
    (value, place) => readDefinitions(name, value, place),
  ]),
];

/** Reads a keyword whose verdict follows from those of its branches. */
function alternatives(
  name: string,
  isEnough: (verdict: Verdict, run: Run) => boolean,
  conclude: (verdicts: readonly Verdict[], run: Run) => Verdict,
): [string, KeywordReader] {
  return keyword(name, anArray, (schemas, place) => {
    if (schemas.length === 0) return unchecked(place, `/${name}`, 'is empty, and is not checked');
    const nodes = readEach(name, schemas, place);
    return (value, run) => conclude(branches(nodes, value, run, isEnough), run);
  });
}

/**
 * Checks a value by each branch. If it fails all of them, the issues are those of the branches that it failed only in its
 * parts, because one of them was meant; or those of all.
 */
function branches(
  nodes: readonly SchemaNode[],
  value: unknown,
  run: Run,
  isEnough: (verdict: Verdict, run: Run) => boolean,
): Verdict[] {
  const { issues } = run;
  const found: ValidationIssue[][] = [];
  const verdicts: Verdict[] = [];
  for (const node of nodes) {
    const own: ValidationIssue[] = [];
    if (issues !== undefined) run.issues = own;
    const verdict = applyHere(node, value, run);
    verdicts.push(verdict);
    found.push(own);
    if (isEnough(verdict, run)) break;
  }
  run.issues = issues;
  if (issues !== undefined && verdicts.every((verdict) => verdict === no)) describe(found, run);
  return verdicts;
}

/** The branches whose issues are compared. A model corrects its call by the first ones. */
const maxDescribed = 50;

function describe(found: readonly ValidationIssue[][], run: Run): void {
  const { length: depth } = pathOf(run);
  const meant = found.filter((issues) => issues.every(({ path }) => (path?.length ?? 0) > depth));
  for (const issue of (meant.length > 0 ? meant : found).slice(0, maxDescribed).flat())
    if (run.issues) addIssue(run.issues, issue);
}

/** Does what `work` does; neither its issues nor what it evaluated count. */
function without<Result>(run: Run, work: () => Result): Result {
  const { marks } = run;
  if (marks !== undefined) run.marks = emptyMarks();
  const result = quietly(run, work);
  run.marks = marks;
  return result;
}

function readCondition(schema: unknown, place: Place): Check {
  const { then: yesSchema = true, else: noSchema = true } = place.schema;
  const condition = place.reader.readNode(schema, '/if', place);
  const [ifYes, ifNo] = [
    place.reader.readNode(yesSchema, '/then', place),
    place.reader.readNode(noSchema, '/else', place),
  ];
  return (value, run) => {
    const verdict = quietly(run, () => applyHere(condition, value, run));
    if (verdict !== unsure) return applyHere(verdict === yes ? ifYes : ifNo, value, run);
    const both = quietly(run, () => [applyHere(ifYes, value, run), applyHere(ifNo, value, run)]);
    if (both.every((each) => each === no)) return applyHere(ifYes, value, run);
    return both.every((each) => each === yes) ? yes : unsure;
  };
}

function readDefinitions(name: string, definitions: unknown, place: Place): undefined {
  for (const [key, schema] of Object.entries(Object(definitions)))
    if (aSchema.is(schema)) place.reader.readNode(schema, `/${name}/${key}`, place);
}

function readReference(text: string, place: Place, isDynamic: boolean): Check {
  const { reader } = place;
  const reference: Reference = { text, place, isDynamic, target: undefined, dynamicAnchor: undefined };
  reader.references.push(reference);
  reader.work.left -= 30 + text.length / 8;
  return (value, run) => {
    const target = outermost(reference.dynamicAnchor, run) ?? reference.target;
    // More hops than references on one value: a cycle.
    if (target === undefined || run.hops > reader.references.length) return notUnderstood(value, run);
    spend(run, 2);
    run.hops += 1;
    const verdict = applyHere(target, value, run);
    run.hops -= 1;
    return verdict;
  };
}

/** Returns the schema with that anchor in the outermost resource that has one. */
function outermost(anchor: string | undefined, run: Run): SchemaNode | undefined {
  if (anchor === undefined) return undefined;
  let found: SchemaNode | undefined;
  for (let { scope } = run; scope !== undefined; scope = scope.outer) {
    spend(run, 1);
    found = scope.resource.dynamicAnchors.get(anchor) ?? found;
  }
  return found;
}
