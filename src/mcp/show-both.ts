import { withoutBlankText } from '../result/blank-text.js';
import { toText } from '../result/to-text.js';
import { canonical } from '../schema/canonical.js';
import type { ContentPart, JSONValue } from '../types.js';
import { getProperty, isObject } from '../unknown.js';

/** A block of a response, and the parts that were made of it. */
export interface ReadBlock {
  readonly block: unknown;
  readonly parts: readonly ContentPart[];
}

/**
 * Returns what a model is shown of structured content and the content that was sent with it: both, without the part that only
 * repeats the other. Undefined if the structured content says everything.
 */
export function showBoth(blocks: readonly ReadBlock[], structured: JSONValue): readonly ContentPart[] | undefined {
  const forms = blocks.map(({ block }) => formsOf(block));
  const content = blocks.flatMap(({ parts }) => parts);
  if (isWrapped(forms, structured)) return content;
  const contained = new Set(valuesOf(structured).map(canonical));
  const added = blocks.flatMap(({ parts }, index) =>
    forms[index]?.some((form) => contained.has(form)) ? parts.filter(isFile) : withoutBlankText(parts),
  );
  return added.length > 0 ? [...added, { type: 'text', text: structuredText(structured, content) }] : undefined;
}

/** The values that a block stands for, as canonical JSON: the block, its text, and what its text is the JSON of. */
function formsOf(block: unknown): readonly string[] {
  const text = getProperty(block, 'type') === 'text' ? getProperty(block, 'text') : undefined;
  if (typeof text !== 'string') return [canonical(block)];
  try {
    return [canonical(block), canonical(text), canonical(JSON.parse(text))];
  } catch {
    return [canonical(block), canonical(text)];
  }
}

/** Whether structured content is only an object around what the blocks say, such as `{ result: … }`. */
function isWrapped(blocks: readonly (readonly string[])[], structured: JSONValue): boolean {
  const members = isObject(structured) ? Object.values(structured) : [];
  if (members.length !== 1 || blocks.length === 0) return false;
  const [value] = members;
  if (blocks.length === 1 && blocks[0]?.includes(canonical(value))) return true;
  return (
    Array.isArray(value) &&
    value.length === blocks.length &&
    value.every((item, index) => blocks[index]?.includes(canonical(item)))
  );
}

/** Structured content and its values down to the second level. All levels would take quadratic time. */
function valuesOf(structured: JSONValue): readonly unknown[] {
  const first = membersOf(structured);
  return [structured, ...first, ...first.flatMap(membersOf)];
}

function membersOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** Returns the structured content as text. Data of files in the content is replaced by their names. */
function structuredText(structured: JSONValue, content: readonly ContentPart[]): string {
  const names = new Map(content.filter(isFile).map((file) => [file.data, toText({ content: [file] })]));
  if (names.size === 0) return toText({ output: structured });
  return JSON.stringify(structured, (_key, value: unknown) => (typeof value === 'string' && names.get(value)) || value);
}

function isFile(part: ContentPart): part is Extract<ContentPart, { type: 'file' }> {
  return part.type === 'file';
}
