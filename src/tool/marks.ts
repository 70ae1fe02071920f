/** Marks on tools: data that definitions and JSON do not show. @module */

import { copiedMark, type HiddenMark, hiddenMark, type Mark } from '../mark.js';
import type { ClientTool, DefinitionIssue } from '../types.js';

/** On a framework tool: the client tool that it is converted back to, under the policy of the bridge that it was made by. */
export const origin: HiddenMark<ClientTool> = hiddenMark('origin');

/** On a tool whose call is a whole run (code with pauses, an agent's turn): no default time-out applies. */
export const startsRun: Mark<true> = copiedMark('starts-run');

/** On a framework's interrupt whose answers are matched by call id, and not by the order in which a step asks when it is repeated. */
export const answeredById: HiddenMark<true> = hiddenMark('answered-by-id');

/** How many hidden characters were removed from one string of an untrusted definition, and where that string is. */
export interface Cleaned {
  readonly path: string;
  readonly removed: number;
}

/** On a remote tool: what was removed from its definition. */
export const cleaned: Mark<readonly Cleaned[]> = copiedMark('cleaned');

/** On a remote tool: the parts of its schemas that were not understood. A value that only they could refuse is accepted. */
export const unchecked: Mark<readonly DefinitionIssue[]> = copiedMark('unchecked');

/** On a remote tool that was renamed because another tool has its visible name: the name that its server has for it. */
export const originalName: Mark<string> = copiedMark('original-name');

/** On a remote tool that was screened: the limits that its definition is within. */
export const screenedBy: HiddenMark<object> = hiddenMark('screened-by');
