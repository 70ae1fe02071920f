import type { AgentCreateParams } from '@letta-ai/letta-client/resources/agents/agents';
import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import type { LettaInput } from '../turn.js';

/** Identifies a conversation of an agent; every frame of the App Server belongs to one. */
export interface RuntimeIds {
  readonly agent_id: string;
  readonly conversation_id: string;
}

/** A tool that this process offers to a runtime. */
export interface ExternalTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly timeout_ms: number;
  readonly auto_background: boolean;
}

export interface ExternalContent {
  readonly type: 'text' | 'image';
  readonly text?: string;
  readonly data?: string;
  readonly mimeType?: string;
}

export interface ExternalResult {
  readonly content: readonly ExternalContent[];
  readonly is_error?: boolean;
}

export interface RuntimeStart {
  readonly type: 'runtime_start';
  readonly create_agent?: { readonly body: AgentCreateParams; readonly pin_global: false };
  readonly agent_id?: string;
  readonly conversation_id?: string;
  readonly mode: 'standard';
  readonly external_tools: readonly { readonly tools: readonly ExternalTool[] }[];
}

type InputPayload =
  | {
      readonly kind: 'create_message';
      readonly messages: readonly {
        readonly role: 'user';
        readonly content: LettaInput;
        readonly client_message_id: string;
      }[];
    }
  | {
      readonly kind: 'approval_response';
      readonly request_id: string;
      readonly decision: { readonly behavior: 'allow' } | { readonly behavior: 'deny'; readonly message: string };
    };

/** A request; its response has the same `request_id`. */
export type RequestFrame =
  | RuntimeStart
  | { readonly type: 'input'; readonly runtime: RuntimeIds; readonly payload: InputPayload }
  | { readonly type: 'abort_message'; readonly runtime: RuntimeIds }
  | { readonly type: 'remove_queue_item'; readonly runtime: RuntimeIds; readonly item_id: string }
  | {
      readonly type: 'runtime_external_tools_update';
      readonly updates: readonly {
        readonly runtimes: readonly RuntimeIds[];
        readonly external_tools: RuntimeStart['external_tools'];
      }[];
    };

export type ClientFrame =
  | (RequestFrame & { readonly request_id: string })
  | { readonly type: 'external_tool_call_response'; readonly request_id: string; readonly result: ExternalResult };

/** A response: with `accepted` for an input, with `success` for any other request. */
export interface ResponseFrame {
  readonly type: `${string}_response` | 'input_accepted';
  readonly request_id: string;
  readonly accepted?: boolean;
  readonly success?: boolean;
  readonly disposition?: 'started' | 'queued';
  readonly error?: string;
  readonly runtime?: RuntimeIds | null;
  readonly agent?: { readonly name?: string; readonly description?: string | null } | null;
}

export interface ExternalCallRequest {
  readonly type: 'external_tool_call_request';
  readonly request_id: string;
  readonly runtime?: RuntimeIds;
  readonly tool_call_id: string;
  readonly tool_name: string;
  readonly input: unknown;
}

export interface ControlRequest {
  readonly type: 'control_request';
  readonly request_id: string;
  readonly agent_id?: string;
  readonly conversation_id?: string;
  readonly request: {
    readonly subtype: string;
    readonly tool_call_id: string;
    readonly tool_name: string;
    readonly input: unknown;
  };
}

export interface QueueUpdate {
  readonly type: 'update_queue';
  readonly runtime: RuntimeIds;
  readonly queue: readonly { readonly id: string; readonly client_message_id: string }[];
  readonly removed: readonly { readonly client_message_id: string; readonly disposition: 'dequeued' | 'cancelled' }[];
}

export interface StreamDelta {
  readonly type: 'stream_delta';
  readonly runtime: RuntimeIds;
  readonly idempotency_key?: string;
  /** Set if an agent that this one started sent it; its output does not belong to this turn. */
  readonly subagent_id?: string;
  readonly delta: Delta;
}

/** Other kinds of deltas are ignored. */
export type Delta =
  | LettaStreamingResponse
  | { readonly message_type: 'user_message' }
  | { readonly message_type: 'loop_error'; readonly message: string; readonly api_error?: unknown };

export interface TurnFinished {
  readonly type: 'turn_finished';
  readonly runtime: RuntimeIds;
  readonly stop_reason: string;
  readonly error?: string;
}

/** A frame that is not a response; other types are ignored. */
export type ServerFrame = ExternalCallRequest | ControlRequest | QueueUpdate | StreamDelta | TurnFinished;
