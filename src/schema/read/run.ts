/** One check of one value against a schema that was read. @module */
import type { ValidationIssue } from '../../types.js';
import { type Steps, spend } from '../steps.js';
import { emptyMarks, type Marks, mergeMarks } from './marks.js';
import { least, no, unsure, type Verdict, yes } from './verdict.js';

export interface Run extends Steps {
  /** Set if issues are collected. The first run of a check has none, so that a valid value pays for no path. */
  issues: ValidationIssue[] | undefined;
  path: Path | undefined;
  /** The schema resources around the current schema, in the order in which they were entered; for `$dynamicRef`. */
  scope: Scope | undefined;
  /** What the current schema evaluated of the current value; set if the document has an `unevaluated…` keyword. */
  marks: Marks | undefined;
  /** References followed one after the other on the same value. */
  hops: number;
}

interface Path {
  readonly key: string | number;
  readonly outer: Path | undefined;
}

interface Scope {
  readonly resource: Resource;
  readonly outer: Scope | undefined;
}

/** A schema that has its own URI, with its subschemas. The document is one. */
export interface Resource {
  readonly uri: string;
  readonly schema: Readonly<Record<string, unknown>>;
  /** Draft 4 to 7 by its `$schema`: a `$ref` replaces all keywords around it. */
  readonly isLegacy: boolean;
  readonly dynamicAnchors: Map<string, SchemaNode>;
}

/** A check of one keyword, or of a few that depend on each other. */
export type Check = (value: unknown, run: Run) => Verdict;

/** A schema that was read. */
export interface SchemaNode {
  readonly checks: Check[];
  readonly resource: Resource | undefined;
}

/** Returns a check of one type of values. Values of other types are valid. */
export function checkOf<Value>(
  is: (value: unknown) => value is Value,
  check: (value: Value, run: Run) => Verdict,
): Check {
  return (value, run) => (is(value) ? check(value, run) : yes);
}

const maxIssues = 20;

/** Checks a value. Without issues to collect it ends at the first *no*. */
export function apply(node: SchemaNode, value: unknown, run: Run): Verdict {
  const { checks, resource } = node;
  spend(run, 1 + checks.length);
  const { scope } = run;
  if (scope !== undefined && resource !== undefined && scope.resource !== resource)
    run.scope = { resource, outer: scope };
  // Not by `all`: each level of a value would take two more frames of the stack.
  let verdict: Verdict = yes;
  for (const check of checks) {
    verdict = least(verdict, check(value, run));
    if (verdict === no && run.issues === undefined) break;
  }
  run.scope = scope;
  return verdict;
}

/** Whether everything holds. Ends at the first *no* unless issues are collected. */
export function all<Part>(parts: Iterable<Part>, run: Run, check: (part: Part) => Verdict): Verdict {
  let verdict: Verdict = yes;
  for (const part of parts) {
    verdict = least(verdict, check(part));
    if (verdict === no && run.issues === undefined) break;
  }
  return verdict;
}

/** Checks a part of the current value. */
export function applyAt(node: SchemaNode, value: unknown, key: string | number, run: Run): Verdict {
  const { path, marks, hops } = run;
  run.hops = 0;
  if (run.issues !== undefined) run.path = { key, outer: path };
  if (marks !== undefined) run.marks = emptyMarks();
  const verdict = apply(node, value, run);
  run.path = path;
  run.marks = marks;
  run.hops = hops;
  return verdict;
}

/** Checks the current value by another schema. What that schema evaluated counts here too, unless the value fails it. */
export function applyHere(node: SchemaNode, value: unknown, run: Run): Verdict {
  const { marks } = run;
  if (marks === undefined) return apply(node, value, run);
  run.marks = emptyMarks();
  const verdict = apply(node, value, run);
  if (verdict !== no) mergeMarks(marks, run.marks, run);
  if (verdict === unsure) marks.isUnsure = true;
  run.marks = marks;
  return verdict;
}

/** Checks what no other keyword evaluated. Where one that was not understood may have evaluated it, a *no* is not sure. */
export function checkLeft(run: Run, check: () => Verdict): Verdict {
  if (!run.marks?.isUnsure) return check();
  const verdict = quietly(run, check);
  return verdict === no ? unsure : verdict;
}

/** Does what `work` does without collecting issues. */
export function quietly<Result>(run: Run, work: () => Result): Result {
  const { issues } = run;
  run.issues = undefined;
  const result = work();
  run.issues = issues;
  return result;
}

/** The check of what was not understood: it may also have evaluated any part of the value. */
export function notUnderstood(_: unknown, { marks }: Run): typeof unsure {
  if (marks !== undefined) marks.isUnsure = true;
  return unsure;
}

/** Returns *no*, and collects an issue where issues are collected. */
export function refuse(run: Run, message: () => string): typeof no {
  if (run.issues === undefined || run.issues.length >= maxIssues) return no;
  spend(run, 20);
  addIssue(run.issues, { message: message(), path: pathOf(run) });
  return no;
}

/** Adds an issue, unless the list is full or has it. */
export function addIssue(issues: ValidationIssue[], issue: ValidationIssue): void {
  const isKnown = issues.some((known) => known.message === issue.message && String(known.path) === String(issue.path));
  if (issues.length < maxIssues && !isKnown) issues.push(issue);
}

export function pathOf(run: Run): (string | number)[] {
  const path: (string | number)[] = [];
  for (let step = run.path; step !== undefined; step = step.outer) path.unshift(step.key);
  return path;
}
