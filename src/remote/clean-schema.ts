import { type Keywords, type Kind, memberKind } from '../schema/walk.js';
import type { Cleaned } from '../tool/marks.js';
import type { DefinitionIssue } from '../types.js';
import { isObject } from '../unknown.js';
import { cleanText, isDeceptive } from './invisible-text.js';

/** Collects what is found while a schema is cleaned. */
export interface Findings {
  readonly cleaned: Cleaned[];
  readonly issues: DefinitionIssue[];
}

/** Keywords whose text has no effect on validation. */
const forReaders = new Set(['$comment', 'description', 'title']);

/**
 * Returns a schema without hidden characters in its descriptions, titles and comments; the same object if there were none. A
 * name or a value with hidden characters is an issue, because removing them would change what the schema accepts.
 */
export function cleanSchema(schema: Keywords, path: string, findings: Findings): Keywords {
  return cleanMembers(schema, 'schema', path, findings) as Keywords;
}

function cleanMembers(value: object, kind: Kind, path: string, findings: Findings): object {
  let copy: Record<string, unknown> | unknown[] | undefined;
  for (const [key, member] of Object.entries(value)) {
    const at = `${path}/${key}`;
    if (isDeceptive(key)) findings.issues.push(deceptive(path, 'a name'));
    const clean = cleanMember(member, { kind, key, at, holder: value }, findings);
    if (clean === member) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    Reflect.set(copy, key, clean);
  }
  return copy ?? value;
}

interface Position {
  readonly kind: Kind;
  readonly key: string;
  readonly at: string;
  readonly holder: object;
}

function cleanMember(member: unknown, { kind, key, at, holder }: Position, findings: Findings): unknown {
  if (typeof member === 'object' && member !== null)
    return cleanMembers(member, memberKind(kind, key, holder), at, findings);
  if (typeof member !== 'string') return member;
  if (kind !== 'schema' || !isObject(holder) || !forReaders.has(key)) {
    if (isDeceptive(member)) findings.issues.push(deceptive(at, 'a value'));
    return member;
  }
  const { text, removed } = cleanText(member);
  if (removed > 0) findings.cleaned.push({ path: at, removed });
  return text;
}

function deceptive(path: string, part: string): DefinitionIssue {
  return { path, message: `has ${part} with hidden characters; removing them would change the schema's meaning` };
}
