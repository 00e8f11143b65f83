/** A network door whose connections a test feeds by hand, synchronously: what it feeds is read at once, what is written
 *  is kept and counts as taken at once. A hundred thousand frames pass in a second. Imported by tests alone. */
import type { Connection, ConnectionHandler, Network, NetworkAddress } from '../../io/index.ts';

const HERE: NetworkAddress = { host: '127.0.0.1', port: 1 };

export class HandFedConnection implements Connection {
  readonly localAddress: NetworkAddress = HERE;
  readonly remoteAddress: NetworkAddress;
  readonly pendingBytes: number = 0;
  readonly written: Uint8Array[] = [];
  isClosed: boolean = false;
  #handler: ConnectionHandler | undefined;
  #writeFailure: Error | undefined;

  constructor(remoteAddress: NetworkAddress) {
    this.remoteAddress = remoteAddress;
  }

  /** As from the socket: the chunk is scribbled over afterwards. */
  feed(bytes: Uint8Array): void {
    if (this.isClosed) return;
    const chunk = bytes.slice();
    this.#handler!.data(chunk);
    chunk.fill(0xdb);
  }

  handle(handler: ConnectionHandler): void {
    this.#handler = handler;
  }

  /** From now on what is written does not leave: as with a socket, the writer is told by `closed`, after its turn. */
  failWrites(cause: Error): void {
    this.#writeFailure = cause;
  }

  write(bytes: Uint8Array, written?: () => void): boolean {
    if (this.#writeFailure !== undefined) {
      queueMicrotask(() => this.destroy(this.#writeFailure));
      return false;
    }
    if (this.written.length < 1_000) this.written.push(bytes.slice());
    written?.();
    return true;
  }

  end(): void {
    this.destroy();
  }

  destroy(cause?: Error): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#handler?.closed(cause);
  }

  cork(): void {}
  uncork(): void {}
  pause(): void {}
  resume(): void {}
}

export class HandFedNetwork implements Network {
  /** The last one dialled to each port. */
  readonly dialled: Map<number, HandFedConnection> = new Map();
  #accept: (connection: Connection) => void = () => {};

  listen(_: NetworkAddress, accept: (connection: Connection) => void): ReturnType<Network['listen']> {
    this.#accept = accept;
    return Promise.resolve({ address: HERE, close: () => Promise.resolve() });
  }

  connect(address: NetworkAddress): Promise<Connection> {
    const connection = new HandFedConnection(address);
    this.dialled.set(address.port, connection);
    return Promise.resolve(connection);
  }

  /** Somebody dials in. */
  arrive(): HandFedConnection {
    const connection = new HandFedConnection({ host: '127.0.0.1', port: 2 });
    this.#accept(connection);
    return connection;
  }
}
