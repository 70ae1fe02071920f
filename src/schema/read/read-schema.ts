import type { DefinitionIssue, JSONSchema, Validation, ValidationIssue } from '../../types.js';
import { isObject } from '../../unknown.js';
import { OutOfSteps } from '../steps.js';
import { documentURI } from '../uri.js';
import { keywordReaders, lastKeywords } from './keywords.js';
import { emptyMarks } from './marks.js';
import { createResource, nameSchema, resolveTarget } from './names.js';
import { type KeywordReader, type Place, type Reader, type ReadOptions, unchecked } from './place.js';
import { apply, type Run, refuse, type SchemaNode } from './run.js';
import { no } from './verdict.js';

/** A schema that was read once, so that values can be checked by it. */
export interface SchemaCheck {
  /** The parts that were not understood. A value is accepted if only they could refuse it. */
  readonly unchecked: readonly DefinitionIssue[];
  /** The part of it that is a mistake in every schema: references without a target, and patterns that are none. */
  readonly invalid: readonly DefinitionIssue[];
  /** The keywords that have an effect. */
  readonly keywords: ReadonlySet<string>;
  check(value: unknown): Validation;
}

/**
 * Reads a JSON Schema and returns the check that it means. Only what was read is ever run: what walks the schema is what
 * checks by it. Never throws for a schema, whatever it contains.
 */
export function readSchema(schema: JSONSchema, options: ReadOptions): SchemaCheck {
  const document = createResource(documentURI, schema);
  const reader: Reader = {
    ...options,
    unchecked: [],
    invalid: [],
    nodes: new Map(),
    resources: new Map([[documentURI, document]]),
    anchors: new Map(),
    references: [],
    keywords: new Set(),
    readNode: (value, part, place) => readNode(value, { ...place, path: `${place.path}${part}` }),
  };
  const root = readNode(schema, { reader, schema, path: '', resource: document });
  // Iterating an array also visits what is added meanwhile: the target of a reference may hold more references.
  for (const reference of reader.references) reference.target = resolveTarget(reader, reference);
  const { unchecked, invalid, keywords } = reader;
  return { unchecked, invalid, keywords, check: (value) => checkValue(root, reader, value) };
}

/** Reads a value at the position of a schema. */
function readNode(value: unknown, around: Place): SchemaNode {
  const { reader, path } = around;
  if (typeof value === 'boolean') return value ? anything : nothing;
  if (!isObject(value)) return uncheckedNode(around, 'is not a schema, and is not checked');
  const known = reader.nodes.get(value);
  if (known !== undefined) return known;
  reader.work.left -= 20;
  if (reader.work.left < 0) return uncheckedNode(around, 'was not read: the definition takes too much work');
  const resource = nameSchema(reader, { schema: value, path, resource: around.resource });
  const node: SchemaNode = { checks: [], resource };
  reader.nodes.set(value, node);
  if (typeof value.$dynamicAnchor === 'string') resource.dynamicAnchors.set(value.$dynamicAnchor, node);
  if (value.$recursiveAnchor === true && resource.schema === value) resource.dynamicAnchors.set('', node);
  const place = { reader, schema: value, path, resource };
  const names = resource.isLegacy && value.$ref !== undefined ? ['$ref'] : Object.keys(value);
  for (const readers of [keywordReaders, lastKeywords]) readKeywords(node, names, readers, place);
  return node;
}

function readKeywords(
  node: SchemaNode,
  names: readonly string[],
  readers: ReadonlyMap<string, KeywordReader>,
  place: Place,
): void {
  for (const name of names) {
    const read = readers.get(name);
    const value = place.schema[name];
    if (read === undefined || value === undefined || (place.resource.isLegacy && newerKeywords.has(name))) continue;
    place.reader.keywords.add(name);
    const check = read(value, place);
    if (check !== undefined) node.checks.push(check);
  }
}

/** Annotations for a schema that says that it is of draft 4 to 7. */
const newerKeywords: ReadonlySet<string> = new Set([
  ...['prefixItems', 'unevaluatedItems', 'unevaluatedProperties', 'dependentRequired', 'dependentSchemas'],
]);

const anything: SchemaNode = { checks: [], resource: undefined };
const nothing: SchemaNode = { checks: [(_, run) => refuse(run, () => 'is not allowed')], resource: undefined };

function uncheckedNode(place: Place, message: string): SchemaNode {
  return { checks: [unchecked(place, '', message)], resource: undefined };
}

/** A step takes at most some 170 ns. */
const stepsPerValue = 30;

function checkValue(root: SchemaNode, reader: Reader, value: unknown): Validation {
  try {
    // The values are counted only if the steps do not suffice.
    const [verdict, steps] = withMoreSteps(reader, value, (left) => [
      apply(root, value, newRun(root, reader, left)),
      left,
    ]);
    if (verdict !== no) return { value };
    return { issues: issuesOf(root, reader, value, steps) };
  } catch (error) {
    if (!isTooMuch(error)) throw error;
    const why = error instanceof RangeError ? 'is nested too deeply' : 'takes too many steps';
    return { issues: [{ message: `cannot be checked: it ${why} by its schema` }] };
  }
}

function withMoreSteps<Result>({ maxSteps }: Reader, value: unknown, work: (steps: number) => Result): Result {
  try {
    return work(maxSteps);
  } catch (error) {
    if (!(error instanceof OutOfSteps)) throw error;
    return work(maxSteps + stepsPerValue * countValues(value));
  }
}

/** Finds the issues in a second run, so that a valid value never pays for them. */
function issuesOf(root: SchemaNode, reader: Reader, value: unknown, steps: number): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  try {
    apply(root, value, { ...newRun(root, reader, steps), issues });
  } catch (error) {
    if (!isTooMuch(error)) throw error;
  }
  return issues.length > 0 ? issues : [{ message: 'does not match the schema of this tool' }];
}

/** A RangeError is a stack overflow: the schemas are nested, or refer to each other, too deeply. */
function isTooMuch(error: unknown): boolean {
  return error instanceof OutOfSteps || error instanceof RangeError;
}

function newRun(root: SchemaNode, { keywords }: Reader, left: number): Run {
  const hasMarks = keywords.has('unevaluatedProperties') || keywords.has('unevaluatedItems');
  const isDynamic = keywords.has('$dynamicRef') || keywords.has('$recursiveRef');
  return {
    left,
    issues: undefined,
    path: undefined,
    scope: isDynamic && root.resource ? { resource: root.resource, outer: undefined } : undefined,
    marks: hasMarks ? emptyMarks() : undefined,
    hops: 0,
  };
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, member) => sum + countValues(member), 1);
}
