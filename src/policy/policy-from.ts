import { refuseUnknown } from '../refuse-unknown.js';
import { originalName } from '../tool/marks.js';
import { defaultNamespace, fullName, toolName } from '../tool/tool-name.js';
import type { Action, Policy, Ruling, ToolDefinition } from '../types.js';
import { defaultPolicy } from './default-policy.js';
import { type PolicyRule, rulesOf, type ToolRules } from './tool-rules.js';

/** The scopes and permissions that the user was granted. */
export interface Granted {
  readonly scopes?: readonly string[] | undefined;
  readonly permissions?: readonly string[] | undefined;
}

type Rule = readonly [action: PolicyRule['action'], valuesOf: PolicyRule['valuesOf']];

const operationType: Rule[1] = ({ metadata }) => [metadata?.operationType];
const sensitivityLevel: Rule[1] = ({ metadata }) => [metadata?.sensitivityLevel];
const group: Rule[1] = ({ namespace }) => [namespace || defaultNamespace];

const ruleOf: Record<keyof ToolRules, Rule> = {
  blockOperationTypes: ['block', operationType],
  blockSensitivityLevels: ['block', sensitivityLevel],
  requireApprovalForOperationTypes: ['ask', operationType],
  requireApprovalForSensitivityLevels: ['ask', sensitivityLevel],
  blockTools: ['block', (tool) => namesOf(tool).flatMap((named) => [named.name, fullName(named), toolName(named)])],
  allowOnlyTools: ['allow', (tool) => namesOf(tool).map((named) => fullName(named))],
  blockApiGroups: ['block', group],
  allowOnlyApiGroups: ['allow', group],
};

/** A remote tool that was renamed is also listed under the name that its server has for it. */
function namesOf(tool: ToolDefinition): readonly Pick<ToolDefinition, 'name' | 'namespace'>[] {
  const original = originalName.of(tool);
  return original === undefined ? [tool] : [tool, { name: original, namespace: tool.namespace }];
}

/**
 * Creates a policy from ATP's rules and from the scopes and permissions that the user was granted. It only tightens the
 * default policy; where several rules apply, the strictest wins.
 *
 * Throws a TypeError for a rule that does not exist or is not an array, so that a misspelt rule is not silently ignored.
 * `checkPolicy` lists the values that apply to no tool.
 *
 * @param options.rules ATP's `ClientToolRules`.
 * @param options.granted If set, a tool that requires other scopes or permissions is blocked, with the missing ones as the
 * reason.
 * @example
 * ```ts
 * import { createBridge, policyFrom } from 'toolferry';
 *
 * export const bridge = createBridge({
 *   policy: policyFrom({
 *     rules: { blockOperationTypes: ['destructive'], requireApprovalForOperationTypes: ['write'] },
 *     granted: { scopes: ['repo:read'] },
 *   }),
 * });
 * ```
 */
export function policyFrom(options: { rules?: ToolRules; granted?: Granted }): Policy {
  refuseUnknown('an option of policyFrom()', options, { rules: 0, granted: 0 });
  const { rules = {}, granted } = options;
  refuseUnknown('a rule of policyFrom()', rules, ruleOf);
  refuseUnknown('a member of granted', granted ?? {}, { scopes: 0, permissions: 0 });
  const checked = Object.entries(rules).flatMap(([name, listed]) =>
    listed === undefined ? [] : [readRule(name, listed)],
  );
  const policy: Policy = (tool) => {
    const rulings = [defaultPolicy(tool), ...checked.map((rule) => applyRule(rule, tool)), checkGranted(tool, granted)];
    const strictest = (action: Action) => rulings.find((ruling) => ruling?.action === action);
    return strictest('block') ?? strictest('ask') ?? { action: 'allow' };
  };
  return rulesOf.set(policy, checked);
}

function readRule(name: string, listed: unknown): PolicyRule {
  if (!Array.isArray(listed)) throw new TypeError(`The rule "${name}" must be an array of strings.`);
  const [action, valuesOf] = ruleOf[name as keyof ToolRules];
  return { name: name as keyof ToolRules, action, listed, valuesOf };
}

function applyRule({ name, action, listed, valuesOf }: PolicyRule, tool: ToolDefinition): Ruling | undefined {
  const isListed = valuesOf(tool).some((value) => listed.includes(value));
  if (isListed === (action === 'allow')) return undefined;
  return { action: action === 'allow' ? 'block' : action, reason: `the rule ${name} applies` };
}

function checkGranted({ metadata = {} }: ToolDefinition, granted: Granted | undefined): Ruling | undefined {
  if (granted === undefined) return undefined;
  const missing = [
    ...missingOf('scope', metadata.requiredScopes, granted.scopes),
    ...missingOf('permission', metadata.requiredPermissions, granted.permissions),
  ];
  return missing.length > 0 ? { action: 'block', reason: `missing ${missing.join(', ')}` } : undefined;
}

function missingOf(kind: string, required: readonly string[] = [], held: readonly string[] = []): readonly string[] {
  return required.filter((name) => !held.includes(name)).map((name) => `${kind} ${name}`);
}
