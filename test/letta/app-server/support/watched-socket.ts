import type { ConnectLettaAppServerOptions } from 'toolferry/letta';

/** A frame as it is on the wire. */
export interface Frame {
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface WatchedSockets {
  /** To pass as `WebSocket`: the platform's own, under eyes. */
  readonly WebSocket: NonNullable<ConnectLettaAppServerOptions['WebSocket']>;
  /** What was sent over all of them, in order. */
  readonly sent: Frame[];
  readonly received: Frame[];
  /** Connections that were made. */
  count(): number;
  /** Cuts the newest connection. */
  cut(): void;
  /** Resolves when a frame of this type was received. */
  receives(type: string): Promise<Frame>;
}

/** Real connections of one client; `change` may put other frames in place of each that the server sends. */
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
      const heard = listener as (event: { readonly data: unknown }) => void;
      if (type === 'message') super.addEventListener(type, ({ data }) => hear(JSON.parse(data), heard));
      else super.addEventListener(type, heard as unknown as EventListener);
    }
  }
  const hear = (original: Frame, heard: (event: { readonly data: unknown }) => void): void => {
    for (const frame of change(original)) {
      received.push(frame);
      heard({ data: JSON.stringify(frame) });
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
