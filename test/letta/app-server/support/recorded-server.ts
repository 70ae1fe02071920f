import type { ConnectLettaAppServerOptions } from 'toolferry/letta';
import type { Frame } from './watched-socket.ts';

export interface Recorded {
  readonly dir: 'send' | 'recv';
  readonly frame: Frame;
}

export interface RecordedServer {
  readonly WebSocket: NonNullable<ConnectLettaAppServerOptions['WebSocket']>;
  /** The frames of the client, each with the recorded frame that it matched. */
  readonly sent: { readonly frame: Frame; readonly recorded: Frame }[];
}

/**
 * Replays the frames of a recorded server, each after the client has sent the frames that preceded it in the recording. Request
 * ids are those of the client. A client that sends anything else gets no further frames.
 */
export function recordedServer(recording: readonly Recorded[]): RecordedServer {
  const sent: RecordedServer['sent'] = [];

  class RecordedSocket extends EventTarget {
    readyState = 0;
    #rest = [...recording];
    #unmatched: Frame[] = [];
    #ids = new Map<unknown, unknown>();

    constructor() {
      super();
      queueMicrotask(() => {
        this.readyState = 1;
        this.dispatchEvent(new Event('open'));
      });
    }
    send(data: string): void {
      this.#unmatched.push(JSON.parse(data) as Frame);
      queueMicrotask(() => this.#play());
    }
    close(): void {
      this.readyState = 3;
      this.dispatchEvent(new Event('close'));
    }
    #play(): void {
      for (;;) {
        const [next] = this.#rest;
        if (next === undefined || (next.dir === 'send' && !this.#match(next.frame))) return;
        this.#rest.shift();
        if (next.dir === 'recv') this.#send(next.frame);
      }
    }
    #match(recorded: Frame): boolean {
      const index = this.#unmatched.findIndex(({ type }) => type === recorded.type);
      const [frame] = index === -1 ? [] : this.#unmatched.splice(index, 1);
      if (frame === undefined) return false;
      this.#ids.set(recorded.request_id, frame.request_id);
      sent.push({ frame, recorded });
      return true;
    }
    #send(frame: Frame): void {
      const id = this.#ids.get(frame.request_id) ?? frame.request_id;
      const data = JSON.stringify({ ...frame, request_id: id });
      this.dispatchEvent(new MessageEvent('message', { data }));
    }
  }
  return { WebSocket: RecordedSocket as unknown as RecordedServer['WebSocket'], sent };
}
