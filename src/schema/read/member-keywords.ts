/** `properties`, `patternProperties` and `additionalProperties`: one check, because they share out the members among them. @module */
import { isObject } from '../../unknown.js';
import { spend } from '../steps.js';
import { anObject } from './kinds.js';
import { invalid, type KeywordReader, type Place, unchecked } from './place.js';
import { applyAt, type Check, type Run, refuse, type SchemaNode } from './run.js';
import { shownNames } from './shown-names.js';
import { least, no, unsure, type Verdict, yes } from './verdict.js';

const keywordNames = ['additionalProperties', 'properties', 'patternProperties'] as const;

export const memberKeywords: readonly [string, KeywordReader][] = keywordNames.map((name) => [
  name,
  (_, place) =>
    name === keywordNames.find((each) => place.schema[each] !== undefined) ? readMembers(place) : undefined,
]);

interface Members {
  readonly named: ReadonlyMap<string, SchemaNode>;
  readonly patterns: readonly MemberPattern[];
  /** The schema of all other members, or false if there must be none. */
  readonly others: SchemaNode | false | undefined;
  /** Set if a part was not understood. Any member may then be one that it allows. */
  readonly isPartly: boolean;
}

interface MemberPattern {
  readonly node: SchemaNode;
  test(name: string, run: Run): boolean;
}

function readMembers(place: Place): Check {
  const { properties = {}, patternProperties = {}, additionalProperties } = place.schema;
  const named = readNamed(properties, place);
  const patterns = readPatterns(patternProperties, place);
  const others =
    additionalProperties === undefined || additionalProperties === false
      ? additionalProperties
      : place.reader.readNode(additionalProperties, '/additionalProperties', place);
  const isPartly = named === undefined || patterns === undefined || patterns.includes(undefined);
  const members: Members = {
    named: named ?? new Map(),
    patterns: (patterns ?? []).filter((pattern) => pattern !== undefined),
    others,
    isPartly,
  };
  return (value, run) => (isObject(value) ? checkMembers(members, value, run) : yes);
}

function readNamed(properties: unknown, place: Place): Map<string, SchemaNode> | undefined {
  if (anObject.is(properties)) {
    const entries = Object.entries(properties).filter(([, schema]) => schema !== undefined);
    return new Map(
      entries.map(([name, schema]) => [name, place.reader.readNode(schema, `/properties/${name}`, place)]),
    );
  }
  unchecked(place, '/properties', 'is not an object, and is not checked');
  return undefined;
}

function readPatterns(patterns: unknown, place: Place): (MemberPattern | undefined)[] | undefined {
  if (anObject.is(patterns))
    return Object.entries(patterns).map(([source, schema]) => {
      const pattern = place.reader.compilePattern(source);
      if ('test' in pattern)
        return { test: pattern.test, node: place.reader.readNode(schema, `/patternProperties/${source}`, place) };
      invalid(place, '/patternProperties', pattern.unchecked);
      return undefined;
    });
  unchecked(place, '/patternProperties', 'is not an object, and is not checked');
  return undefined;
}

function checkMembers(members: Members, value: Readonly<Record<string, unknown>>, run: Run): Verdict {
  const { named, patterns, others, isPartly } = members;
  let verdict: Verdict = isPartly ? unsure : yes;
  const extra: string[] = [];
  const names = Object.keys(value);
  spend(run, names.length);
  for (const name of names) {
    let isTaken = false;
    const node = named.get(name);
    if (node !== undefined) {
      isTaken = true;
      verdict = least(verdict, applyAt(node, value[name], name, run));
    }
    for (const pattern of patterns) {
      if (!pattern.test(name, run)) continue;
      isTaken = true;
      verdict = least(verdict, applyAt(pattern.node, value[name], name, run));
    }
    if (isTaken) run.marks?.names.add(name);
    else if (others === false && !isPartly) extra.push(name);
    else if (others && !isPartly) verdict = least(verdict, applyAt(others, value[name], name, run));
    if (run.issues === undefined && (verdict === no || extra.length > 0)) return no;
  }
  if (run.marks !== undefined) {
    run.marks.allNames ||= others !== undefined;
    run.marks.isUnsure ||= isPartly;
  }
  return extra.length === 0 ? verdict : refuse(run, () => `must not have the properties ${shownNames(extra)}`);
}
