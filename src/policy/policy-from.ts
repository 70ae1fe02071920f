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

/** What the user was granted. */
export interface Granted {
  readonly scopes?: readonly string[] | undefined;
  readonly permissions?: readonly string[] | undefined;
}

/** What a rule does with a tool that it lists, and by which names it lists one. `allow` blocks all that it does not list. */
type Rule = readonly [action: Action, names: (tool: ToolDefinition) => readonly (string | undefined)[]];

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
 * Makes a policy from ATP's rules and from what the user was granted. It starts at the default policy and only tightens
 * it; where several rules speak, the strictest wins.
 *
 * Throws a TypeError for a rule that does not exist or is no list, so that a misspelt rule is not silently ignored.
 *
 * @param options.rules ATP's `ClientToolRules`.
 * @param options.granted With it, a tool that requires more scopes or permissions is blocked and says what is missing.
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
    const rulings = [defaultPolicy(tool), ...checks.map((check) => check(tool)), missing(tool, granted)];
    const strictest = (action: Action) => rulings.find((ruling) => ruling?.action === action);
    return strictest('block') ?? strictest('ask') ?? { action: 'allow' };
  };
}

function toCheck(name: string, listed: unknown): (tool: ToolDefinition) => Ruling | undefined {
  if (!Object.hasOwn(ruleOf, name))
    throw new TypeError(`There is no rule "${name}". Rules are: ${Object.keys(ruleOf).join(', ')}.`);
  if (!Array.isArray(listed)) throw new TypeError(`The rule "${name}" must be a list of texts.`);
  const [action, names] = ruleOf[name as keyof ToolRules];
  const reason = `the rule ${name} says so`;
  return (tool) => {
    const isListed = names(tool).some((each) => listed.includes(each));
    if (action === 'allow') return isListed ? undefined : { action: 'block', reason };
    return isListed ? { action, reason } : undefined;
  };
}

function missing({ metadata = {} }: ToolDefinition, granted: Granted | undefined): Ruling | undefined {
  if (granted === undefined) return undefined;
  const lacking = [
    ...without('scope', metadata.requiredScopes, granted.scopes),
    ...without('permission', metadata.requiredPermissions, granted.permissions),
  ];
  return lacking.length > 0 ? { action: 'block', reason: `missing ${lacking.join(', ')}` } : undefined;
}

function without(what: string, required: readonly string[] = [], held: readonly string[] = []): readonly string[] {
  return required.filter((name) => !held.includes(name)).map((name) => `${what} ${name}`);
}
