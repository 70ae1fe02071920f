import type { Policy, ToolDefinition } from '../types.js';
import { rulesOf, type ToolRules } from './tool-rules.js';

/** A value of a rule that applies to no tool. */
export interface UnmatchedRule {
  readonly rule: keyof ToolRules;
  readonly value: string;
}

/**
 * Lists the values of a policy's rules that match no tool: usually a misspelt name, or a tool that was renamed. Call it when
 * all tools are registered.
 *
 * Block rules match bare, full and visible names; `allowOnlyTools` matches full names only.
 *
 * @param policy A policy of `policyFrom`, or `bridge.policy` of a bridge that has one. Throws a TypeError for a function of
 * your own, whose rules cannot be known.
 * @param tools For example `bridge.tools`.
 * @returns In the order of the rules; empty if every value matches a tool.
 * @example
 * ```ts
 * import { checkPolicy, createBridge, policyFrom } from 'toolferry';
 *
 * const bridge = createBridge({ policy: policyFrom({ rules: { blockTools: ['fs.remove'] } }) });
 * console.log(checkPolicy(bridge.policy, bridge.tools)); // [ { rule: 'blockTools', value: 'fs.remove' } ]
 * ```
 */
export function checkPolicy(policy: Policy, tools: Iterable<ToolDefinition>): UnmatchedRule[] {
  const rules = rulesOf.of(policy);
  if (rules === undefined)
    throw new TypeError('checkPolicy() expects a policy of policyFrom(): the rules of other policies cannot be known.');
  const definitions = [...tools];
  return rules.flatMap(({ name, listed, valuesOf }) => {
    const matched = new Set(definitions.flatMap(valuesOf));
    return listed.filter((value) => !matched.has(value)).map((value) => ({ rule: name, value: String(value) }));
  });
}
