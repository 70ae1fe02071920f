import type { Message } from '@letta-ai/letta-client/resources/agents/messages';
import type { RunEvent, ToolCall } from '../types.js';

/** One turn of a Letta agent, from a message to the end of all that it led to. */
export interface LettaTurn {
  /**
   * What the server said, token deltas put together, in order; from the rounds that this process took part in: after
   * `resume()` in another process they begin with what came after the pause.
   */
  readonly messages: readonly Message[];
  /** What the agent said to the user at the end: the text after its last tool call. */
  readonly text: string;
  /** Letta's own word for why it ended: `end_turn`, `max_steps`, `cancelled`, … */
  readonly stopReason: string;
  /** Summed over the rounds of this turn. */
  readonly usage: LettaUsage;
}

/** Tokens and model calls. */
export interface LettaUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly steps: number;
}

/** What a turn tells while it runs, in order. */
export type LettaEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  /** The model asks for a tool, its input complete; `on` says who runs it. */
  | { readonly type: 'call-requested'; readonly call: ToolCall; readonly on: 'client' | 'server' }
  | {
      readonly type: 'server-tool-returned';
      readonly toolCallId: string;
      readonly failed: boolean;
      readonly text: string;
    }
  | Exclude<RunEvent, { readonly type: 'backend' }>
  | { readonly type: 'done'; readonly turn: LettaTurn };

/** What the agent is sent: a text, or content as Letta takes it. */
export type LettaInput = string | readonly LettaInputPart[];
export type LettaInputPart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image';
      readonly source:
        | { readonly type: 'base64'; readonly media_type: string; readonly data: string }
        | { readonly type: 'url'; readonly url: string };
    };
