import type { Letta } from '@letta-ai/letta-client';
import type { Bridge, BridgeOptions, ClientTool, Pause, RefusedTool, ToolMetadata } from '../../types.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import type { LettaEvent, LettaInput, LettaTurn } from '../turn.js';
import type { LettaOrphans, LettaRecovery } from './recover.js';

export interface ConnectLettaOptions extends BridgeOptions {
  /** The official client, `new Letta({ … })` of `@letta-ai/letta-client`. */
  readonly client: Letta;
  readonly agentId: string;
  /** A named conversation with the agent; absent: the agent's own. */
  readonly conversationId?: string | undefined;
  /** Names of local tools that answer for the server's gated tools of the same name, which then do not run. */
  readonly standIn?: readonly string[] | undefined;
  /**
   * What every request says beside its messages and tools: `max_steps`, `override_model`, `client_skills`, … With
   * `background: true` (the server needs Redis) a turn outlives a connection that breaks off: it is listened to again.
   */
  readonly request?: LettaRequestFields | undefined;
  /** The user's own word on the server's tools, by name; the policy reads it. A gated tool stays gated. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
}

/** How one turn is run and watched. */
export interface LettaSendOptions {
  readonly signal?: AbortSignal | undefined;
  /** Answered rounds before the turn is ended, with nothing left waiting. Default 50. */
  readonly maxRounds?: number | undefined;
  /** Told what happens; what it throws is ignored. */
  onEvent?(event: LettaEvent): void;
}

export interface LettaConnection {
  /** For agents here: the local tools, the agent's server tools, and `ask_<agent>`. */
  readonly bridge: Bridge;
  /** Sends a message and runs what the agent asks for, to the end of its turn. */
  send(input: LettaInput, options?: LettaSendOptions): Promise<LettaTurn>;
  /** The same as events. Leaving the loop early aborts the turn. */
  stream(input: LettaInput, options?: Omit<LettaSendOptions, 'onEvent'>): AsyncIterable<LettaEvent>;
  /** Goes on with a pause, of this or another process. */
  resume(pause: Pause, options?: LettaSendOptions): Promise<LettaTurn>;
  /** Finds calls that a client which is gone left unanswered, and clears them. Default `deny`. */
  recover(options?: { readonly orphans?: LettaOrphans } & LettaSendOptions): Promise<LettaRecovery>;
  /** Adds local tools, for agents here and for turns that start later. All or nothing. */
  provideTools(tools: readonly ClientTool[]): void;
  /** The server's tools that are not offered here, and why. */
  readonly refused: readonly RefusedTool[];
}
