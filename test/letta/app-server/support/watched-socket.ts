import type { ConnectLettaAppServerOptions } from 'toolferry/letta';

/** A frame on the wire. */
export interface Frame {
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface WatchedSockets {
  /** Pass it as `WebSocket`: the platform's class, which records its frames. */
  readonly WebSocket: NonNullable<ConnectLettaAppServerOptions['WebSocket']>;
  /** The frames that were sent over all sockets, in order. */
  readonly sent: Frame[];
  readonly received: Frame[];
  /** Returns the number of connections. */
  count(): number;
  /** Cuts the newest connection. */
  cut(): void;
  /** Resolves when a frame of this type was received. */
  receives(type: string): Promise<Frame>;
}

/** Records the real connections of one client. `change` replaces each frame of the server. */
export function watchSockets(change: (frame: Frame) => readonly Frame[] = (frame) => [frame]): WatchedSockets {
  const sockets: WebSocket[] = [];
  const sent: Frame[] = [];
  const received: Frame[] = [];
  const waiting = new Map<string, (frame: Frame) => void>();

  class Watched extends globalThis.WebSocket {
    constructor(url: string) {
      super(url);
      sockets.push(this);
    }
    override send(data: string): void {
      sent.push(JSON.parse(data));
      super.send(data);
    }
    override addEventListener(type: string, listener: unknown): void {
      const listen = listener as (event: { readonly data: unknown }) => void;
      if (type === 'message') super.addEventListener(type, ({ data }) => receive(JSON.parse(data), listen));
      else super.addEventListener(type, listen as unknown as EventListener);
    }
  }
  const receive = (original: Frame, listen: (event: { readonly data: unknown }) => void): void => {
    for (const frame of change(original)) {
      received.push(frame);
      listen({ data: JSON.stringify(frame) });
      waiting.get(frame.type)?.(frame);
    }
  };

  return {
    WebSocket: Watched,
    sent,
    received,
    count: () => sockets.length,
    cut: () => sockets.at(-1)?.close(),
    receives: (type) => new Promise((resolve) => waiting.set(type, resolve)),
  };
}
