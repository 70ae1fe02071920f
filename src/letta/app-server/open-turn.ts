import { type Deferred, deferred } from '../../async/deferred.js';
import { notify } from '../../async/notify.js';
import { bindScope, outsideScopes } from '../../async/one-at-a-time.js';
import type { Bridge } from '../../types.js';
import type { LettaEvent, LettaTurn } from '../turn.js';
import { answerPermission, type Denial } from './answer-permission.js';
import type { ControlRequest, StreamDelta, TurnFinished } from './frames.js';
import { openSentMessage, type SentMessage } from './sent-message.js';
import { openTurnCalls, type TurnCalls } from './turn-calls.js';
import { openTurnReader } from './turn-reader.js';

/** One turn, from the message that starts it to its end. */
export interface OpenTurn extends Pick<TurnCalls, 'run'> {
  readonly message: SentMessage;
  /** Aborted when the turn is aborted here, or the connection is lost. */
  readonly signal: AbortSignal;
  /** Resolves to the turn. Rejects if it failed. */
  readonly ended: Promise<LettaTurn>;
  read(frame: StreamDelta): void;
  /** Decides whether the server may run a call. Equal requests get the same answer, and `approve` is called once. */
  decidePermission(frame: ControlRequest): Promise<Denial>;
  finish(frame: TurnFinished): void;
  stop(reason: unknown): void;
}

export interface OpenTurnOptions {
  /** Its tools are fixed when the turn starts, as they are on the server. */
  readonly bridge: Bridge;
  /** The names of the client tools that the server has registered. */
  readonly offered: ReadonlySet<string>;
  readonly lost: AbortSignal;
  readonly onEvent: ((event: LettaEvent) => void) | undefined;
}

export function openTurn({ bridge, offered, lost, onEvent }: OpenTurnOptions): OpenTurn {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, lost]);
  const isClientTool = (name: string): boolean => offered.has(name);
  const emit = (event: LettaEvent): void => {
    if (!signal.aborted) void notify(() => outsideScopes(() => onEvent?.(event)));
  };
  const reader = openTurnReader(isClientTool, emit);
  const { session, run } = openTurnCalls(bridge, signal, (event) => event.type !== 'backend' && emit(event));
  const ended: Deferred<LettaTurn> = deferred();
  // Frames arrive outside the turn.
  const inTurn = bindScope();

  return {
    message: openSentMessage(),
    signal,
    ended: ended.promise,
    read: reader.read,
    run(call) {
      reader.recordRunning(call.id);
      return inTurn(() => run(call));
    },
    decidePermission: ({ request: { tool_call_id: id, tool_name: name, input } }) =>
      inTurn(() => answerPermission({ policy: bridge.policy, session, isClientTool, signal }, { id, name, input })),
    finish(frame) {
      try {
        ended.resolve(reader.end(frame));
      } catch (error) {
        ended.reject(error);
      }
    },
    stop: (reason) => stopping.abort(reason),
  };
}
