/** Where a keyword stands while a schema is read, and what is known of the schema by then. @module */
import { cut } from '../../cut.js';
import type { DefinitionIssue } from '../../types.js';
import type { Steps } from '../steps.js';
import type { Keywords } from '../walk.js';
import { type Check, notUnderstood, type Resource, type SchemaNode } from './run.js';

/** A test of a string by a pattern, or why the pattern cannot be checked. */
export type PatternTest = { readonly test: (text: string, steps: Steps) => boolean } | { readonly unchecked: string };

/** What a schema is read with. */
export interface ReadOptions {
  compilePattern(source: string): PatternTest;
  /** The tests of the formats that are checked; others are annotations. */
  readonly formats: ReadonlyMap<string, (text: string) => boolean>;
  /** The work that reading may take. What is past it is unchecked. */
  readonly work: Steps;
  /** The steps that a check may take, and some more for each value of the input. */
  readonly maxSteps: number;
}

/** A schema while it is read. */
export interface Reader extends ReadOptions {
  /** What was not understood. */
  readonly unchecked: DefinitionIssue[];
  /** The part of it that can never be: references without a target, and patterns that are none. */
  readonly invalid: DefinitionIssue[];
  /** By schema object: a schema is read once, however often it is referred to. */
  readonly nodes: Map<object, SchemaNode>;
  /** Resources by URI, and schemas with an anchor by `uri#anchor`. */
  readonly resources: Map<string, Resource>;
  readonly anchors: Map<string, Keywords>;
  readonly references: Reference[];
  /** Every keyword that has an effect. */
  readonly keywords: Set<string>;
  /** Reads a subschema of a place: the path of the part it is in, and its value. */
  readNode(value: unknown, part: string, place: Place): SchemaNode;
}

/** A `$ref`, `$dynamicRef` or `$recursiveRef`. The target is found when all of the schema was read. */
export interface Reference {
  readonly text: string;
  readonly place: Place;
  readonly isDynamic: boolean;
  target: SchemaNode | undefined;
  /** Set if the target depends on how it was reached: the anchor that the outermost resource may replace. */
  dynamicAnchor: string | undefined;
}

/** The schema that a keyword stands in. */
export interface Place {
  readonly reader: Reader;
  readonly schema: Keywords;
  readonly path: string;
  readonly resource: Resource;
}

/** Reads one keyword. Returns its check; undefined if it restricts nothing by itself. */
export type KeywordReader = (value: unknown, place: Place) => Check | undefined;

/** Parts that are reported, and characters of their paths. */
const maxUnchecked = 100;
const maxPath = 1_000;

/** Reports a part of a schema that was not understood, and returns its check. */
export function unchecked({ reader, path }: Pick<Place, 'reader' | 'path'>, part: string, message: string): Check {
  if (reader.unchecked.length < maxUnchecked) reader.unchecked.push({ path: cut(`${path}${part}`, maxPath), message });
  return notUnderstood;
}

/** Reports a part that is a mistake in every schema. */
export function invalid(place: Pick<Place, 'reader' | 'path'>, part: string, message: string): Check {
  place.reader.invalid.push({ path: `${place.path}${part}`, message });
  return unchecked(place, part, message);
}

/** Makes a reader of one keyword whose value has to be of one kind. A value of another kind is unchecked. */
export function keyword<Value>(
  name: string,
  kind: { readonly is: (value: unknown) => value is Value; readonly article: string },
  read: (value: Value, place: Place) => Check | undefined,
): [string, KeywordReader] {
  return [
    name,
    (value, place) =>
      kind.is(value) ? read(value, place) : unchecked(place, `/${name}`, `is not ${kind.article}, and is not checked`),
  ];
}

/** Reads each schema of a keyword that holds an array of them. */
export function readEach(name: string, schemas: readonly unknown[], place: Place): SchemaNode[] {
  return schemas.map((schema, at) => place.reader.readNode(schema, `/${name}/${at}`, place));
}
