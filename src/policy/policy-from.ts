import { defaultNamespace, fullName } from '../tool/tool-name.js';
import type { Action, Policy, Ruling, ToolDefinition } from '../types.js';
import { defaultPolicy } from './default-policy.js';

/** ATP's `ClientToolRules`, member for member. An API group is a namespace. */
export interface ToolRules {
  readonly blockOperationTypes?: readonly string[] | undefined;
  readonly blockSensitivityLevels?: readonly string[] | undefined;
  readonly requireApprovalForOperationTypes?: readonly string[] | undefined;
  readonly requireApprovalForSensitivityLevels?: readonly string[] | undefined;
  /** Bare (`read`) or full names (`fs.read`). */
  readonly blockTools?: readonly string[] | undefined;
  /** Full names only; bare in the default namespace. An empty list allows nothing. */
  readonly allowOnlyTools?: readonly string[] | undefined;
  readonly blockApiGroups?: readonly string[] | undefined;
  /** An empty list allows nothing. */
  readonly allowOnlyApiGroups?: readonly string[] | undefined;
}

/** The scopes and permissions that the user was granted. */
export interface Granted {
  readonly scopes?: readonly string[] | undefined;
  readonly permissions?: readonly string[] | undefined;
}

/** The action of a rule on the tools that it lists, and the values it lists them by. `allow` blocks all that it does not list. */
type Rule = readonly [action: Action, values: (tool: ToolDefinition) => readonly (string | undefined)[]];

const operationType: Rule[1] = ({ metadata }) => [metadata?.operationType];
const sensitivityLevel: Rule[1] = ({ metadata }) => [metadata?.sensitivityLevel];
const group: Rule[1] = ({ namespace }) => [namespace || defaultNamespace];

const ruleOf: Record<keyof ToolRules, Rule> = {
  blockOperationTypes: ['block', operationType],
  blockSensitivityLevels: ['block', sensitivityLevel],
  requireApprovalForOperationTypes: ['ask', operationType],
  requireApprovalForSensitivityLevels: ['ask', sensitivityLevel],
  blockTools: ['block', (tool) => [tool.name, fullName(tool)]],
  allowOnlyTools: ['allow', (tool) => [fullName(tool)]],
  blockApiGroups: ['block', group],
  allowOnlyApiGroups: ['allow', group],
};

/**
 * Creates a policy from ATP's rules and from the scopes and permissions that the user was granted. It only tightens the
 * default policy; where several rules apply, the strictest wins.
 *
 * Throws a TypeError for a rule that does not exist or is not an array, so that a misspelt rule is not silently ignored.
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
export function policyFrom({ rules = {}, granted }: { rules?: ToolRules; granted?: Granted }): Policy {
  const checks = Object.entries(rules).flatMap(([name, listed]) =>
    listed === undefined ? [] : [toCheck(name, listed)],
  );
  return (tool) => {
    const rulings = [defaultPolicy(tool), ...checks.map((check) => check(tool)), checkGranted(tool, granted)];
    const strictest = (action: Action) => rulings.find((ruling) => ruling?.action === action);
    return strictest('block') ?? strictest('ask') ?? { action: 'allow' };
  };
}

function toCheck(name: string, listed: unknown): (tool: ToolDefinition) => Ruling | undefined {
  if (!Object.hasOwn(ruleOf, name))
    throw new TypeError(`There is no rule "${name}". Rules are: ${Object.keys(ruleOf).join(', ')}.`);
  if (!Array.isArray(listed)) throw new TypeError(`The rule "${name}" must be an array of strings.`);
  const [action, values] = ruleOf[name as keyof ToolRules];
  const ruling: Ruling = { action: action === 'allow' ? 'block' : action, reason: `the rule ${name} applies` };
  return (tool) => {
    const isListed = values(tool).some((value) => listed.includes(value));
    return isListed === (action !== 'allow') ? ruling : undefined;
  };
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
