import { type HiddenMark, hiddenMark } from '../mark.js';
import type { Action, ToolDefinition } from '../types.js';

/** ATP's `ClientToolRules`, member for member. An API group is a namespace. */
export interface ToolRules {
  readonly blockOperationTypes?: readonly string[] | undefined;
  readonly blockSensitivityLevels?: readonly string[] | undefined;
  readonly requireApprovalForOperationTypes?: readonly string[] | undefined;
  readonly requireApprovalForSensitivityLevels?: readonly string[] | undefined;
  /** Bare (`read`), full (`fs.read`) or visible names (`fs_read`). */
  readonly blockTools?: readonly string[] | undefined;
  /** Full names only; bare in the default namespace. An empty list allows nothing. */
  readonly allowOnlyTools?: readonly string[] | undefined;
  readonly blockApiGroups?: readonly string[] | undefined;
  /** An empty list allows nothing. */
  readonly allowOnlyApiGroups?: readonly string[] | undefined;
}

/** One rule of a policy. */
export interface PolicyRule {
  readonly name: keyof ToolRules;
  /** What happens with the tools that it lists; `allow` blocks all that it does not list. */
  readonly action: Action;
  readonly listed: readonly unknown[];
  /** The values by which the rule lists a tool. */
  valuesOf(tool: ToolDefinition): readonly unknown[];
}

/** On a policy that was made of rules: its rules. */
export const rulesOf: HiddenMark<readonly PolicyRule[]> = hiddenMark('policy-rules');
