import { nearName } from '../near-name.js';
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

/** Also for short keys: a mark that the policy does not see is worse than an own key that needs another name. */
const maxSlips = 2;

const metadataKeys: readonly string[] = Object.keys(known);

/** Checks the keys of security metadata. A misspelt one is an error, because the policy would not see what its author marked. */
export function checkMetadata(metadata: unknown): DefinitionCheck {
  if (metadata === undefined) return { errors: [], warnings: [] };
  if (!isObject(metadata)) return { errors: issueIf(true, 'metadata', 'must be an object'), warnings: [] };
  if (!isJSON(metadata)) return { errors: issueIf(true, 'metadata', 'must be JSON'), warnings: [] };
  const errors: DefinitionIssue[] = [];
  const warnings: DefinitionIssue[] = [];
  for (const key of Object.keys(metadata)) {
    if (Object.hasOwn(known, key)) continue;
    const meant = nearName(key, metadataKeys, maxSlips);
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
