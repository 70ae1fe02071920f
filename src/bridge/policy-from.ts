import { defaultNamespace, fullName } from '../tool/tool-name.js';
import type { Policy, Ruling, ToolDefinition } from '../types.js';
import { defaultPolicy } from './policy.js';

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

type Rule = (tool: ToolDefinition, listed: readonly string[]) => Ruling | undefined;

const ruleOf: Record<keyof ToolRules, Rule> = {
  blockOperationTypes: ({ metadata }, listed) =>
    block(includes(listed, metadata?.operationType), `${metadata?.operationType} tools are blocked`),
  blockSensitivityLevels: ({ metadata }, listed) =>
    block(includes(listed, metadata?.sensitivityLevel), `${metadata?.sensitivityLevel} data is blocked`),
  requireApprovalForOperationTypes: ({ metadata }, listed) =>
    ask(includes(listed, metadata?.operationType), `${metadata?.operationType} tools need approval`),
  requireApprovalForSensitivityLevels: ({ metadata }, listed) =>
    ask(includes(listed, metadata?.sensitivityLevel), `${metadata?.sensitivityLevel} data needs approval`),
  blockTools: (tool, listed) =>
    block(includes(listed, tool.name) || includes(listed, fullName(tool)), 'this tool is blocked'),
  allowOnlyTools: (tool, listed) =>
    block(!includes(listed, fullName(tool)), 'this tool is not on the list of allowed tools'),
  blockApiGroups: (tool, listed) => block(includes(listed, groupOf(tool)), `the group "${groupOf(tool)}" is blocked`),
  allowOnlyApiGroups: (tool, listed) =>
    block(!includes(listed, groupOf(tool)), `the group "${groupOf(tool)}" is not on the list of allowed groups`),
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
    return strictest(rulings.filter((ruling) => ruling !== undefined));
  };
}

function toCheck(name: string, listed: unknown): (tool: ToolDefinition) => Ruling | undefined {
  if (!Object.hasOwn(ruleOf, name))
    throw new TypeError(`There is no rule "${name}". Rules are: ${Object.keys(ruleOf).join(', ')}.`);
  if (!Array.isArray(listed)) throw new TypeError(`The rule "${name}" must be a list of texts.`);
  const rule = ruleOf[name as keyof ToolRules];
  return (tool) => rule(tool, listed);
}

function missing({ metadata }: ToolDefinition, granted: Granted | undefined): Ruling | undefined {
  if (granted === undefined) return undefined;
  const lacking = [
    ...without(metadata?.requiredScopes, granted.scopes).map((scope) => `scope ${scope}`),
    ...without(metadata?.requiredPermissions, granted.permissions).map((permission) => `permission ${permission}`),
  ];
  return block(lacking.length > 0, `missing ${lacking.join(', ')}`);
}

function strictest(rulings: readonly Ruling[]): Ruling {
  const byAction = (action: Ruling['action']) => rulings.find((ruling) => ruling.action === action);
  return byAction('block') ?? byAction('ask') ?? { action: 'allow' };
}

function without(required: readonly string[] = [], held: readonly string[] = []): readonly string[] {
  return required.filter((name) => !held.includes(name));
}

function includes(listed: readonly string[], value: string | undefined): boolean {
  return value !== undefined && listed.includes(value);
}

function groupOf({ namespace }: ToolDefinition): string {
  return namespace || defaultNamespace;
}

function block(applies: boolean, reason: string): Ruling | undefined {
  return applies ? { action: 'block', reason } : undefined;
}

function ask(applies: boolean, reason: string): Ruling | undefined {
  return applies ? { action: 'ask', reason } : undefined;
}
