/** One real TCP connection behind the `Connection` door.
 *  Dialled sockets read into one reused buffer (`onread`), so a bulk reader makes no garbage; accepted sockets get
 *  Node's own chunks. Invariant: `closed` is called exactly once, last, with the error that ended the connection. */
import type { OnReadOpts, Socket } from 'node:net';
import { assert } from '../../base/index.ts';
import type { Connection, ConnectionHandler, NetworkAddress } from '../network.ts';

export class NodeConnection implements Connection {
  readonly remoteAddress: NetworkAddress;
  readonly localAddress: NetworkAddress;
  readonly #socket: Socket;
  #handler: ConnectionHandler | undefined;
  #cause: Error | undefined;

  /** @param socket connected, without data listeners */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.remoteAddress = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    this.localAddress = { host: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    socket.setNoDelay(true);
    socket.on('drain', () => this.#handler?.drained());
    socket.on('error', (error: Error) => (this.#cause ??= error));
    socket.on('close', () => this.#handler?.closed(this.#cause));
  }

  get pendingBytes(): number {
    return this.#socket.writableLength;
  }

  handle(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, 'a connection is handled once');
    this.#handler = handler;
    // Dialled sockets deliver through `receive`; for them this event never fires, but it starts the reading.
    this.#socket.on('data', (chunk: Uint8Array) => handler.data(chunk));
  }

  /** Hot: once per chunk read by a dialled socket. */
  receive(bytes: Uint8Array): void {
    this.#handler?.data(bytes);
  }

  write(bytes: Uint8Array, written?: () => void): boolean {
    if (!this.#socket.writable) return false;
    if (written === undefined) return this.#socket.write(bytes);
    return this.#socket.write(bytes, (error) => {
      if (error === undefined || error === null) written();
    });
  }

  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(cause?: Error): void {
    this.#cause ??= cause;
    this.#socket.destroy();
  }
}

/** Options that make a socket read into one buffer and hand slices of it to `receive`. */
export function readIntoOneBuffer(sizeBytes: number, receive: (bytes: Uint8Array) => void): OnReadOpts {
  const buffer = new Uint8Array(sizeBytes);
  return {
    buffer,
    callback: (byteCount: number) => {
      receive(byteCount === sizeBytes ? buffer : buffer.subarray(0, byteCount));
      return true;
    },
  };
}
