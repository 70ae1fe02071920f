/** The keywords for objects, besides those that share out their members. @module */
import { isObject } from '../../unknown.js';
import { spend } from '../steps.js';
import { anObject, aSchema, names } from './kinds.js';
import { type KeywordReader, keyword, type Place } from './place.js';
import {
  all,
  applyAt,
  applyHere,
  type Check,
  checkLeft,
  checkOf,
  quietly,
  type Run,
  refuse,
  type SchemaNode,
} from './run.js';
import { shownNames } from './shown-names.js';
import { no, unsure, type Verdict, yes } from './verdict.js';

export const objectKeywords: readonly [string, KeywordReader][] = [
  keyword('required', names, (required) =>
    objects((value, run) => {
      const missing = missingFrom(value, required, run);
      return missing.length === 0 ? yes : refuse(run, () => `must have required properties ${shownNames(missing)}`);
    }),
  ),
  keyword('propertyNames', aSchema, readPropertyNames),
  ...['dependentRequired', 'dependentSchemas', 'dependencies'].map((name) =>
    keyword(name, anObject, (value, place) => readDependencies(name, value, place)),
  ),
];

/** Must be read last: it depends on what the others evaluated. */
export const unevaluatedProperties: [string, KeywordReader] = keyword(
  'unevaluatedProperties',
  aSchema,
  (schema, place) => {
    const node = place.reader.readNode(schema, '/unevaluatedProperties', place);
    return objects((value, run) => {
      const { marks } = run;
      if (marks === undefined || marks.allNames) return yes;
      marks.allNames = true;
      const left = Object.keys(value).filter((name) => !marks.names.has(name));
      spend(run, 4 * left.length);
      return checkLeft(run, () => all(left, run, (name) => applyAt(node, value[name], name, run)));
    });
  },
);

function objects(check: (value: Readonly<Record<string, unknown>>, run: Run) => Verdict): Check {
  return checkOf(isObject, check);
}

function missingFrom(value: object, required: readonly string[], run: Run): string[] {
  spend(run, required.length);
  return required.filter((name) => !Object.hasOwn(value, name));
}

function readPropertyNames(schema: unknown, place: Place): Check {
  const node = place.reader.readNode(schema, '/propertyNames', place);
  return objects((value, run) => {
    const verdicts = Object.keys(value).map((name) => quietly(run, () => applyAt(node, name, name, run)));
    const invalid = Object.keys(value).filter((_, at) => verdicts[at] === no);
    if (invalid.length > 0) return refuse(run, () => `property names ${shownNames(invalid)} are invalid`);
    return verdicts.includes(unsure) ? unsure : yes;
  });
}

/** What has to hold if a member is there: other members, or a schema. `dependencies`, of older drafts, takes both. */
function readDependencies(name: string, value: Readonly<Record<string, unknown>>, place: Place): Check {
  const checks = Object.entries(value).map(([member, dependency]): [string, Check] => [
    member,
    names.is(dependency) && name !== 'dependentSchemas'
      ? requiredWith(member, dependency)
      : schemaWith(place.reader.readNode(dependency, `/${name}/${member}`, place)),
  ]);
  return objects((object, run) => {
    spend(run, checks.length);
    return all(checks, run, ([member, check]) => (Object.hasOwn(object, member) ? check(object, run) : yes));
  });
}

function requiredWith(member: string, dependency: readonly string[]): Check {
  return objects((value, run) => {
    const missing = missingFrom(value, dependency, run);
    if (missing.length === 0) return yes;
    return refuse(
      run,
      () => `must have properties ${shownNames(missing)} when property ${shownNames([member])} is present`,
    );
  });
}

function schemaWith(node: SchemaNode): Check {
  return (value, run) => applyHere(node, value, run);
}
