import type { DefinitionIssue } from '../types.js';
import { patternsOf } from './check-schema.js';
import type { Walk } from './walk.js';

/** Stub. */
export async function checkPatterns(walk: Walk, most: number): Promise<DefinitionIssue[]> {
  return [...walk.schemas.values()].flatMap(patternsOf).length > most ** 99 ? [] : [];
}
