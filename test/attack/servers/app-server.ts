import type { Listening } from './http-server.ts';
import { listenForSockets, type Peer } from './web-socket-server.ts';

// biome-ignore lint/suspicious/noExplicitAny: any frame of the client
type Frame = any;

export interface AppServer extends Pick<Listening, 'stop' | 'connections'> {
  readonly url: string;
  /** The frames of the client. */
  readonly received: Frame[];
}

export const runtime = { agent_id: 'agent-local-1', conversation_id: 'local-conv-1' };

/** What the server does when a message arrives, once it is accepted. */
export type Turn = (send: (frame: unknown) => void, peer: Peer) => void;

/**
 * Starts an App Server whose turns are scripted: each message gets the next one. A string is sent as it is. Results of calls go to
 * `onResult`. It refuses the requests that the real server (0.32.18) refuses.
 */
export async function startAppServer(
  turns: readonly Turn[],
  onResult: (result: Frame, send: (frame: unknown) => void) => void = () => {},
): Promise<AppServer> {
  const received: Frame[] = [];
  let count = 0;
  const started = await listenForSockets((peer, text) => {
    const send = (frame: unknown) => peer.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    const frame = JSON.parse(text) as Frame;
    received.push(frame);
    const { type, request_id } = frame;
    if (type === 'external_tool_call_response') return onResult(frame, send);
    const ok = typeof request_id === 'string' && request_id !== '';
    if (type === 'runtime_start') {
      const accepted = ok && frame.external_tools.every(({ tools }: Frame) => tools.every(isTool));
      return send({
        type: 'runtime_start_response',
        request_id,
        success: accepted,
        runtime,
        agent: { name: 'fake', description: null },
      });
    }
    const isOurs =
      type === 'runtime_external_tools_update' || frame.runtime?.conversation_id === runtime.conversation_id;
    if (type !== 'input') return send({ type: `${type}_response`, request_id, success: ok && isOurs });
    if (frame.payload.kind !== 'create_message')
      return send({ type: 'input_accepted', request_id, runtime, accepted: true });
    const accepted = ok && isOurs && frame.payload.messages.every(({ role }: Frame) => role === 'user');
    send({ type: 'input_accepted', request_id, runtime, accepted, ...(accepted && { disposition: 'started' }) });
    turns[Math.min(count++, turns.length - 1)]?.(send, peer);
  });
  return { url: `ws://${started.host}`, received, stop: started.stop, connections: started.connections };
}

function isTool({ name, parameters, timeout_ms }: Frame): boolean {
  return typeof name === 'string' && parameters?.type === 'object' && timeout_ms <= 300_000;
}

export function delta(of: object | null): object {
  return { type: 'stream_delta', runtime, delta: of };
}

export function text(content: unknown): object {
  return delta({ type: 'message', message_type: 'assistant_message', id: 'ui-1', content, run_id: 'local-run-1' });
}

export function callRequest(
  tool_call_id: unknown,
  tool_name: unknown,
  input: unknown,
  request_id: unknown = `external-${tool_call_id}`,
): object {
  return { type: 'external_tool_call_request', request_id, runtime, tool_call_id, tool_name, input };
}

export function finished(stop_reason: unknown = 'end_turn', error?: unknown): object {
  return {
    type: 'turn_finished',
    turn_id: 'turn-1',
    runtime,
    stop_reason,
    run_id: 'local-run-1',
    ...(error !== undefined && { error }),
  };
}
