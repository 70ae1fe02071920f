import type { Rules } from '../../bridge/execute.js';
import { tell } from '../../bridge/tell.js';
import type { LettaEvent, LettaTurn } from '../turn.js';
import { answerPermission, type Denial } from './answer-permission.js';
import { type CallScope, openCallScope } from './call-scope.js';
import type { ControlRequest, StreamDelta, TurnFinished } from './frames.js';
import { openSentMessage, type SentMessage } from './sent-message.js';
import { settleable } from './settleable.js';
import { openTurnReader } from './turn-reader.js';

/** One turn, from the message that starts it to its end. */
export interface OpenTurn extends CallScope {
  readonly message: SentMessage;
  /** Aborted when the turn was given up here, or the connection is gone. */
  readonly signal: AbortSignal;
  /** Rejects with why the turn failed. */
  readonly ended: Promise<LettaTurn>;
  read(frame: StreamDelta): void;
  /** The same answer for the same request: nobody is asked twice. */
  allow(frame: ControlRequest): Promise<Denial>;
  finish(frame: TurnFinished): void;
  stop(reason: unknown): void;
}

export interface TurnOptions {
  /** The bridge's, with the tools fixed when the turn starts, as the server fixes them. */
  readonly rules: Rules;
  /** The names under which the server knows tools of this process. */
  readonly offered: ReadonlySet<string>;
  readonly lost: AbortSignal;
  readonly onEvent: ((event: LettaEvent) => void) | undefined;
}

export function openTurn({ rules, offered, lost, onEvent }: TurnOptions): OpenTurn {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, lost]);
  const isLocal = (name: string): boolean => offered.has(name);
  const emit = (event: LettaEvent): void => {
    if (!signal.aborted) void tell(() => onEvent?.(event));
  };
  const reader = openTurnReader(isLocal, emit);
  const scope = openCallScope(rules, signal, (event) => event.type !== 'backend' && emit(event));
  const permissions = new Map<string, Promise<Denial>>();
  const ended = settleable<LettaTurn>();

  return {
    message: openSentMessage(),
    signal,
    ended: ended.promise,
    read: reader.read,
    run(call) {
      reader.running(call.id);
      return scope.run(call);
    },
    allow({ request_id, request: { tool_call_id: id, tool_name: name, input } }) {
      const denial = permissions.get(request_id) ?? answerPermission({ rules, isLocal, signal }, { id, name, input });
      permissions.set(request_id, denial);
      return denial;
    },
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
