import type { Message } from '@letta-ai/letta-client/resources/agents/messages';
import type { RunEvent, ToolCall } from '../types.js';

/** One turn of a Letta agent, from a message to the agent's final answer. */
export interface LettaTurn {
  /**
   * The server's messages in order, joined from token deltas, of the rounds that this process ran. After `resume()` in
   * another process they start with the first message after the pause.
   */
  readonly messages: readonly Message[];
  /** The agent's final answer: the text after its last tool call. */
  readonly text: string;
  /** Letta's stop reason: `end_turn`, `max_steps`, `cancelled`, … */
  readonly stopReason: string;
  /** Summed over the requests of this turn, those that failed included. */
  readonly usage: LettaUsage;
}

/** Tokens and model calls. */
export interface LettaUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly steps: number;
}

/** An event of a running turn. */
export type LettaEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  /** The model calls a tool, with its complete input. `on`: where it runs. */
  | { readonly type: 'call-requested'; readonly call: ToolCall; readonly on: 'client' | 'server' }
  | {
      readonly type: 'server-tool-returned';
      readonly toolCallId: string;
      readonly failed: boolean;
      readonly text: string;
    }
  | Exclude<RunEvent, { readonly type: 'backend' }>
  | { readonly type: 'done'; readonly turn: LettaTurn };

/** A message to the agent: a string, or Letta's content parts. */
export type LettaInput = string | readonly LettaInputPart[];
export type LettaInputPart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image';
      readonly source:
        | { readonly type: 'base64'; readonly media_type: string; readonly data: string }
        | { readonly type: 'url'; readonly url: string };
    };
