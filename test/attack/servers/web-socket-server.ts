import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { type Listening, listen } from './http-server.ts';

/** One client of a WebSocket server. */
export interface Peer {
  send(text: string): void;
  /** Ends the connection without a closing frame. */
  cut(): void;
  readonly isClosed: boolean;
}

/** Starts a WebSocket server for text frames, which is all that the App Server sends. */
export async function listenForSockets(receive: (peer: Peer, text: string) => void): Promise<Listening> {
  const started = await listen((_request, response) => void response.writeHead(426).end());
  started.server.on('upgrade', (request, socket: Duplex) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    const peer: Peer = {
      send: (text) => void (socket.writable && socket.write(toFrame(text))),
      cut: () => void socket.destroy(),
      get isClosed() {
        return socket.destroyed || socket.writableEnded;
      },
    };
    let rest = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (data: Buffer) => {
      rest = Buffer.concat([rest, data]);
      for (let frame = readFrame(rest); frame !== undefined; frame = readFrame(rest)) {
        rest = rest.subarray(frame.length);
        if (frame.opcode === 8) socket.end(Buffer.from([0x88, 0]));
        else if (frame.opcode === 1) receive(peer, frame.payload.toString());
      }
    });
  });
  return started;
}

function toFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = length < 126 ? Buffer.from([0x81, length]) : Buffer.alloc(length < 65_536 ? 4 : 10);
  if (length >= 126) head.set([0x81, length < 65_536 ? 126 : 127]);
  if (length >= 65_536) head.writeBigUInt64BE(BigInt(length), 2);
  else if (length >= 126) head.writeUInt16BE(length, 2);
  return Buffer.concat([head, payload]);
}

interface ReadFrame {
  readonly opcode: number;
  readonly payload: Buffer;
  /** The bytes of the whole frame. */
  readonly length: number;
}

/** Reads a client's frame, which is masked; undefined until all of it has arrived. */
function readFrame(bytes: Buffer): ReadFrame | undefined {
  if (bytes.length < 6) return undefined;
  const short = (bytes[1] as number) & 127;
  const start = { 126: 4, 127: 10 }[short] ?? 2;
  if (bytes.length < start + 4) return undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const length = start + 4 + size;
  if (bytes.length < length) return undefined;
  const mask = bytes.subarray(start, start + 4);
  const payload = Buffer.from(bytes.subarray(start + 4, length));
  for (let index = 0; index < size; index++) payload[index] = (payload[index] as number) ^ (mask[index % 4] as number);
  return { opcode: (bytes[0] as number) & 15, payload, length };
}
