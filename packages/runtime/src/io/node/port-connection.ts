/** A connection over a MessagePort: the `Connection` door between threads of one process, or within one thread.
 *  Bytes are copied on the way out and acknowledged when the reader took them, so a writer feels a slow reader as it
 *  does over TCP. Invariant: in order, nothing lost but by a reset; `closed` is called exactly once, last. */
import type { MessagePort } from 'node:worker_threads';
import { assert } from '../../base/index.ts';
import { connectionReset } from '../connection-reset.ts';
import type { Connection, ConnectionHandler, NetworkAddress } from '../network.ts';

type PortMessage =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'taken'; readonly byteCount: number }
  | { readonly kind: 'end' | 'reset' };

/** As much as a socket takes before it asks the writer to wait. */
const WINDOW_BYTES = 262_144;

export class PortConnection implements Connection {
  readonly localAddress: NetworkAddress;
  readonly remoteAddress: NetworkAddress;
  readonly #port: MessagePort;
  /** What came while nobody read: before `handle`, or while paused. */
  readonly #held: PortMessage[] = [];
  #handler: ConnectionHandler | undefined;
  #pendingBytes = 0;
  #wantsDrain = false;
  #paused = false;
  #sentEnd = false;
  #closed = false;

  constructor(port: MessagePort, localAddress: NetworkAddress, remoteAddress: NetworkAddress) {
    this.#port = port;
    this.localAddress = localAddress;
    this.remoteAddress = remoteAddress;
    port.on('message', (message: PortMessage) => this.#received(message));
    port.on('close', () => this.#close(new Error('the other end is gone')));
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  handle(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, 'a connection is handled once');
    this.#handler = handler;
    queueMicrotask(() => this.#readHeld());
  }

  write(bytes: Uint8Array, written?: () => void): boolean {
    if (this.#closed || this.#sentEnd) return false;
    const copy = bytes.slice();
    this.#pendingBytes += copy.length;
    this.#post({ kind: 'data', bytes: copy }, copy.buffer);
    if (written !== undefined) queueMicrotask(written);
    const room = this.#pendingBytes < WINDOW_BYTES;
    if (!room) this.#wantsDrain = true;
    return room;
  }

  cork(): void {}

  uncork(): void {}

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    queueMicrotask(() => this.#readHeld());
  }

  end(): void {
    if (this.#sentEnd || this.#closed) return;
    this.#sentEnd = true;
    this.#post({ kind: 'end' });
  }

  destroy(cause?: Error): void {
    if (this.#closed) return;
    this.#post({ kind: 'reset' });
    this.#close(cause);
  }

  #received(message: PortMessage): void {
    if (this.#closed) return;
    if (message.kind === 'taken') this.#taken(message.byteCount);
    else if (message.kind === 'reset') this.#close(connectionReset());
    else {
      this.#held.push(message);
      this.#readHeld();
    }
  }

  #readHeld(): void {
    const handler = this.#handler;
    while (handler !== undefined && !this.#paused && !this.#closed) {
      const message = this.#held.shift();
      if (message === undefined) return;
      if (message.kind === 'data') {
        this.#post({ kind: 'taken', byteCount: message.bytes.length });
        handler.data(message.bytes);
      } else this.#ended();
    }
  }

  /** The peer has ended; so does this end, after what it still has to send. */
  #ended(): void {
    const answered = this.#sentEnd;
    this.end();
    // Whoever ended first hears the answer and closes the port; closing it here could overtake the answer.
    if (answered) this.#close();
    else this.#finish();
  }

  #taken(byteCount: number): void {
    this.#pendingBytes -= byteCount;
    if (!this.#wantsDrain || this.#pendingBytes > WINDOW_BYTES / 2) return;
    this.#wantsDrain = false;
    this.#handler?.drained();
  }

  #close(cause?: Error): void {
    if (this.#closed) return;
    this.#finish(cause);
    this.#port.close();
  }

  #finish(cause?: Error): void {
    this.#closed = true;
    this.#held.length = 0;
    this.#port.unref();
    queueMicrotask(() => this.#handler?.closed(cause));
  }

  #post(message: PortMessage, transferred?: ArrayBuffer): void {
    this.#port.postMessage(message, transferred === undefined ? [] : [transferred]);
  }
}
