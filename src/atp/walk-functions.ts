import { ToolferryError } from '../errors.js';
import type { JSONSchema, RefusedTool } from '../types.js';
import { getProperty, isObject } from '../unknown.js';
import type { ATPServer } from './atp-server.js';
import { invalidResponse } from './invalid-response.js';

/** A function as the server describes it. The screening of remote tools checks its schemas. */
export interface ExploredFunction {
  readonly group: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema?: JSONSchema | undefined;
  readonly outputSchema?: JSONSchema | undefined;
}

/** More than any real server has: an endless tree must not be walked forever. */
const maxDirectories = 1_000;
const maxFunctions = 5_000;
const maxDepth = 16;

/** What was found so far. */
interface Walk {
  readonly explore: ATPServer['explore'];
  readonly signal: AbortSignal;
  readonly functions: ExploredFunction[];
  readonly refused: RefusedTool[];
  directories: number;
  /** Functions, and entries that cannot be used. */
  entries: number;
  isStopped: boolean;
}

/**
 * Reads all functions of the server, one request after the other, because the server cannot handle overlapping ones. A
 * directory or function that cannot be read is refused under its path and does not affect the others. Rejects with the
 * signal's reason after an abort, and with a ToolferryError if the root cannot be read or the connection is lost.
 */
export async function walkFunctions(
  explore: ATPServer['explore'],
  signal: AbortSignal,
): Promise<Pick<Walk, 'functions' | 'refused'>> {
  const walk: Walk = { explore, signal, functions: [], refused: [], directories: 0, entries: 0, isStopped: false };
  const root = await explore('/', signal);
  if (!isObject(root) || !Array.isArray(root.items))
    throw invalidResponse('The ATP server did not answer /api/explore with a directory. Check baseUrl.');
  await readDirectory(walk, '', root.items, 1);
  return walk;
}

async function readDirectory(walk: Walk, path: string, items: readonly unknown[], depth: number): Promise<void> {
  walk.directories += 1;
  if (walk.directories > maxDirectories) stop(walk, path, `${maxDirectories} directories`);
  else if (depth > maxDepth) refuse(walk, path, `was not read: it is nested deeper than ${maxDepth} directories`);
  else await readItems(walk, path, items, depth);
}

async function readItems(walk: Walk, path: string, items: readonly unknown[], depth: number): Promise<void> {
  for (const item of items) {
    if (walk.entries >= maxFunctions) stop(walk, path, `${maxFunctions} functions`);
    if (walk.isStopped) return;
    const name = getProperty(item, 'name');
    if (typeof name === 'string' && name !== '') await readPath(walk, `${path}/${name}`, depth);
    else countRefused(walk, path, 'has an item without a name');
  }
}

async function readPath(walk: Walk, path: string, depth: number): Promise<void> {
  const entry = await walk.explore(path, walk.signal).then(readEntry, unreadable);
  if ('items' in entry) await readDirectory(walk, path, entry.items, depth + 1);
  else if ('problem' in entry) countRefused(walk, path, entry.problem);
  else {
    walk.entries += 1;
    walk.functions.push(entry.found);
  }
}

type Entry =
  | { readonly items: readonly unknown[] }
  | { readonly found: ExploredFunction }
  | { readonly problem: string };

function readEntry(entry: unknown): Entry {
  if (!isObject(entry)) return { problem: 'is neither a directory nor a function' };
  const { type, items, group, name, description } = entry;
  if (type !== 'function') return Array.isArray(items) ? { items } : { problem: 'is a directory without items' };
  if (typeof group !== 'string' || typeof name !== 'string' || name === '')
    return { problem: 'is a function without a group or name' };
  if (description !== undefined && typeof description !== 'string')
    return { problem: 'is a function whose description is not a string' };
  return { found: entry as unknown as ExploredFunction };
}

/** Refuses an entry, and counts it: a server could send such entries without an end. */
function countRefused(walk: Walk, path: string, why: string): void {
  walk.entries += 1;
  refuse(walk, path, why);
}

function refuse({ refused }: Walk, path: string, message: string): void {
  const name = path.slice(0, 200).replace(/[^!-~]/g, '_') || '/';
  refused.push({ name, issues: [{ path: '', message }] });
}

/** Ends the walk. What was not read is refused as a whole. */
function stop(walk: Walk, path: string, limit: string): void {
  if (walk.isStopped) return;
  walk.isStopped = true;
  refuse(walk, path, `was not read to its end, nor was anything after it: the server has more than ${limit}`);
}

const ofOnePath = new Set(['not_found', 'bad_request', 'server_error', 'invalid_response']);

/** Returns a failure that concerns one path alone. */
function unreadable(error: unknown): Entry {
  if (ToolferryError.isInstance(error) && ofOnePath.has(error.code)) return { problem: error.message };
  throw error;
}
