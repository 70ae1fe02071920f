import type { Bridge } from '../../types.js';
import type { RuntimeIds } from './frames.js';
import type { Link } from './link.js';
import type { OpenTurn } from './open-turn.js';
import { openTurnCalls, type TurnCalls } from './turn-calls.js';

/** A runtime on an open connection, with this process's turns in it. */
export interface LiveRuntime {
  readonly link: Link;
  readonly ids: RuntimeIds;
  readonly agent: { readonly name?: string; readonly description?: string | null };
  readonly bridge: Bridge;
  /** The tools that the server last accepted, as JSON text, and their names. */
  registered: string;
  offered: ReadonlySet<string>;
  /** The turn whose message was sent, and that has not started. */
  next?: OpenTurn | undefined;
  /** The turn that the server is running, including one that was aborted here until the server has ended it. */
  current?: OpenTurn | undefined;
  /** The message that was sent last, until its turn has ended here, and after an abort on the server. */
  sending?: Promise<unknown> | undefined;
  /** The calls of other clients' turns: the server sends a call to every client that offers the tool. */
  otherCalls: Pick<TurnCalls, 'run'>;
}

/** Each call has the tools of when it first arrived: this process does not see when another client's turn starts. */
export function openOtherCalls({ bridge, link }: Pick<LiveRuntime, 'bridge' | 'link'>): LiveRuntime['otherCalls'] {
  const known = new Map<string, TurnCalls>();
  return {
    run(call) {
      const calls = known.get(call.id) ?? openTurnCalls(bridge, link.lost, () => {});
      known.set(call.id, calls);
      return calls.run(call);
    },
  };
}
