import type { Letta } from '@letta-ai/letta-client';
import type { Bridge, BridgeOptions, ClientTool, Pause, RefusedTool, RunOptions, ToolMetadata } from '../../types.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import type { LettaEvent, LettaInput, LettaTurn } from '../turn.js';
import type { LettaOrphans, LettaRecovery } from './recover.js';

export interface ConnectLettaOptions extends BridgeOptions {
  /** The official client, `new Letta({ … })` of `@letta-ai/letta-client`. */
  readonly client: Letta;
  readonly agentId: string;
  /** A named conversation with the agent. Default: the agent's own. */
  readonly conversationId?: string | undefined;
  /** Names of client tools that replace the server's gated tools of the same name, which then do not run. */
  readonly standIn?: readonly string[] | undefined;
  /**
   * Fields of every request in addition to its messages and tools: `max_steps`, `override_model`, `client_skills`, … With
   * `background: true` (the server needs Redis) a turn survives a lost connection: its events are requested again.
   */
  readonly request?: LettaRequestFields | undefined;
  /** Returns security metadata for a server tool, by name; the policy reads it. A gated tool stays gated. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
}

/** Options of one turn. */
export interface LettaSendOptions extends Pick<RunOptions, 'signal' | 'key' | 'decisions' | 'canWait' | 'caller'> {
  /** Answered rounds before the turn is ended and its pending calls are cleared. Default 50. */
  readonly maxRounds?: number | undefined;
  /** Called with each event; what it throws is ignored. */
  onEvent?(event: LettaEvent): void;
}

export interface LettaConnection {
  /** For agents in this process: the client tools, the agent's server tools, and `ask_<agent>`. */
  readonly bridge: Bridge;
  /** Sends a message and runs the agent's client tool calls, to the end of its turn. */
  send(input: LettaInput, options?: LettaSendOptions): Promise<LettaTurn>;
  /** Runs a turn like `send` and yields its events. Leaving the loop early aborts the turn. */
  stream(input: LettaInput, options?: Omit<LettaSendOptions, 'onEvent'>): AsyncIterable<LettaEvent>;
  /**
   * Continues a paused turn of this or another process. The pause of a turn whose results could not be delivered, `data.pause`
   * of its error, has the results: they are delivered, and no handler runs again.
   */
  resume(pause: Pause, options?: LettaSendOptions): Promise<LettaTurn>;
  /**
   * Finds the calls that a stopped client left pending, and clears them. Default `deny`. Waits for an active run, but at most a
   * minute without a new step. Call it only when no other process works on the conversation: to the server, a client
   * that is still running a call, or that waits for an approval, looks like one that has stopped. With a journal, `execute`
   * continues from the record of the run, and runs no recorded call again; `deny` ends the record.
   */
  recover(
    options?: { readonly orphans?: LettaOrphans } & Pick<LettaSendOptions, 'signal' | 'maxRounds' | 'onEvent'>,
  ): Promise<LettaRecovery>;
  /** Adds client tools, for agents in this process and for turns that start later. All or nothing. */
  provideTools(tools: readonly ClientTool[]): void;
  /** The server tools that agents in this process cannot use, and why. */
  readonly refused: readonly RefusedTool[];
}
