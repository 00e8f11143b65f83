/** One end of a simulated connection: a pipe out, a pipe in, and the rule that it is closed when both have finished.
 *  Invariant: `closed` is called exactly once, last. */
import { assert } from '../../base/index.ts';
import { connectionReset } from '../connection-reset.ts';
import type { Connection, ConnectionHandler, NetworkAddress } from '../network.ts';
import type { PipeReceiver, SimPipe } from './sim-pipe.ts';
import type { VirtualTime } from './virtual-time.ts';

export class SimConnection implements Connection, PipeReceiver {
  readonly localAddress: NetworkAddress;
  readonly remoteAddress: NetworkAddress;
  readonly #time: VirtualTime;
  readonly #whenClosed: (end: SimConnection) => void;
  #outgoing: SimPipe | undefined;
  #incoming: SimPipe | undefined;
  #handler: ConnectionHandler | undefined;
  #sentEnd = false;
  #receivedEnd = false;
  #closed = false;

  constructor(
    time: VirtualTime,
    localAddress: NetworkAddress,
    remoteAddress: NetworkAddress,
    whenClosed: (end: SimConnection) => void,
  ) {
    this.#time = time;
    this.localAddress = localAddress;
    this.remoteAddress = remoteAddress;
    this.#whenClosed = whenClosed;
  }

  /** Both ends exist before the pipes between them do. */
  join(outgoing: SimPipe, incoming: SimPipe): void {
    this.#outgoing = outgoing;
    this.#incoming = incoming;
  }

  get pendingBytes(): number {
    return this.#outgoing?.pendingBytes ?? 0;
  }

  handle(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, 'a connection is handled once');
    this.#handler = handler;
  }

  write(bytes: Uint8Array, written?: () => void): boolean {
    if (this.#closed) return false;
    return this.#outgoing?.write(bytes, written) ?? false;
  }

  cork(): void {}

  uncork(): void {}

  pause(): void {
    this.#incoming?.pause();
  }

  resume(): void {
    this.#incoming?.resume();
  }

  end(): void {
    if (this.#sentEnd || this.#closed) return;
    this.#sentEnd = true;
    this.#outgoing?.finish();
    this.#closeWhenBothEnded();
  }

  destroy(cause?: Error): void {
    if (this.#closed) return;
    this.#outgoing?.reset();
    this.#incoming?.drop();
    this.#close(cause);
  }

  /** The node is gone: nobody is left to be told. */
  vanish(): void {
    this.#handler = undefined;
    this.destroy();
  }

  wake(): void {
    this.#outgoing?.wake();
  }

  drained(): void {
    if (!this.#closed) this.#handler?.drained();
  }

  data(bytes: Uint8Array): void {
    if (!this.#closed) this.#handler?.data(bytes);
  }

  /** The peer has ended; so does this end, after what it still has to send. */
  finished(): void {
    this.#receivedEnd = true;
    this.end();
    this.#closeWhenBothEnded();
  }

  reset(): void {
    if (this.#closed) return;
    this.#outgoing?.drop();
    this.#close(connectionReset());
  }

  #closeWhenBothEnded(): void {
    if (this.#sentEnd && this.#receivedEnd) this.#close();
  }

  #close(cause?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#whenClosed(this);
    const handler = this.#handler;
    this.#time.soon(() => handler?.closed(cause));
  }
}
