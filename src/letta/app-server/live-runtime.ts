import type { Rules } from '../../bridge/execute.js';
import { type CallScope, openCallScope } from './call-scope.js';
import type { RuntimeIds } from './frames.js';
import type { Link } from './link.js';
import type { OpenTurn } from './open-turn.js';

/** A runtime that was started over an open connection, and the turns of this process in it. */
export interface LiveRuntime {
  readonly link: Link;
  readonly ids: RuntimeIds;
  readonly agent: { readonly name?: string; readonly description?: string | null };
  readonly rules: Rules;
  /** The tools that the server took last, as JSON text, and their names. */
  registered: string;
  offered: ReadonlySet<string>;
  /** Sent, and not yet begun. */
  next?: OpenTurn | undefined;
  /** The one that the server works on; also one that was given up here, until the server is done with it. */
  current?: OpenTurn | undefined;
  /** For calls of turns that others began: the server asks whoever offers the tool. */
  others: CallScope;
}

export function openOthersScope({ rules, link }: Pick<LiveRuntime, 'rules' | 'link'>): CallScope {
  return openCallScope(rules, link.lost, () => {});
}
