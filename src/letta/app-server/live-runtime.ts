import type { Bridge } from '../../types.js';
import type { RuntimeIds } from './frames.js';
import type { Link } from './link.js';
import type { OpenTurn } from './open-turn.js';
import { openTurnCalls, type TurnCalls } from './turn-calls.js';

/** A runtime that was started over an open connection, and the turns of this process in it. */
export interface LiveRuntime {
  readonly link: Link;
  readonly ids: RuntimeIds;
  readonly agent: { readonly name?: string; readonly description?: string | null };
  readonly bridge: Bridge;
  /** The tools that the server accepted last, as JSON text, and their names. */
  registered: string;
  offered: ReadonlySet<string>;
  /** Sent, and not begun. */
  next?: OpenTurn | undefined;
  /** The turn that the server works on; also one that was aborted here, until the server has ended it. */
  current?: OpenTurn | undefined;
  /** Calls of turns that other clients began: the server asks every client that offers the tool. */
  others: TurnCalls;
}

export function openOthersCalls({ bridge, link }: Pick<LiveRuntime, 'bridge' | 'link'>): TurnCalls {
  return openTurnCalls(bridge, link.lost, () => {});
}
