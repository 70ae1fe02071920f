import { toJSON } from '../result/to-json.js';
import { issueIf } from '../schema/issue-if.js';
import type { DefinitionCheck, DefinitionIssue, ToolMetadata } from '../types.js';
import { isObject } from '../unknown.js';

const known: Record<keyof ToolMetadata, true> = {
  operationType: true,
  sensitivityLevel: true,
  requiresApproval: true,
  category: true,
  tags: true,
  impactDescription: true,
  requiredScopes: true,
  requiredPermissions: true,
};

const metadataKeys: readonly (keyof ToolMetadata)[] = Object.keys(known) as readonly (keyof ToolMetadata)[];

/** More changed letters than this are another word, not a slip. */
const maxSlips = 2;

/** Checks the keys of security metadata. A misspelt one is an error, because the policy would not see what its author marked. */
export function checkMetadata(metadata: unknown): DefinitionCheck {
  if (metadata === undefined) return { errors: [], warnings: [] };
  if (!isObject(metadata)) return { errors: issueIf(true, 'metadata', 'must be an object'), warnings: [] };
  if (!isJSON(metadata)) return { errors: issueIf(true, 'metadata', 'must be JSON'), warnings: [] };
  const errors: DefinitionIssue[] = [];
  const warnings: DefinitionIssue[] = [];
  for (const key of Object.keys(metadata)) {
    if (Object.hasOwn(known, key)) continue;
    const meant = metadataKeys.find((other) => isSlip(key, other));
    const hint = meant ? `did you mean ${meant}?` : 'the default policy ignores it';
    (meant ? errors : warnings).push({ path: `metadata/${key}`, message: `is not a metadata key; ${hint}` });
  }
  return { errors, warnings };
}

function isJSON(value: unknown): boolean {
  try {
    toJSON(value);
    return true;
  } catch {
    return false;
  }
}

function isSlip(key: string, known: string): boolean {
  return (
    Math.abs(key.length - known.length) <= maxSlips && distance(key.toLowerCase(), known.toLowerCase()) <= maxSlips
  );
}

/** Returns how many letters must be added, removed or replaced to make one string of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [position, letter] of [...from].entries()) {
    const next = [position + 1];
    for (let index = 0; index < to.length; index++) {
      const replaced = (row[index] as number) + (letter === to[index] ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] as number) + 1, (next[index] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
