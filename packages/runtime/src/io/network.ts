/** The door to TCP. Both planes use it, each with connections of its own; they never share one.
 *  Bytes only: framing belongs to the planes. Real: io/node. Simulated: io/sim (latency, loss of a suffix, cuts). */

export type NetworkAddress = { readonly host: string; readonly port: number };

export type ConnectionHandler = {
  /** `bytes` is borrowed: it is overwritten after the call returns. */
  data(bytes: Uint8Array): void;
  /** Room again after `write` returned false. */
  drained(): void;
  /** Called once, last. `cause` is absent when the peer ended the connection in order; when it broke it off instead,
   *  `cause` is one of `connectionReset`. A write that fails is told here too. */
  closed(cause?: Error): void;
};

export type Connection = {
  readonly remoteAddress: NetworkAddress;
  readonly localAddress: NetworkAddress;
  /** Bytes accepted by `write` and not yet taken by the operating system. */
  readonly pendingBytes: number;
  /** Set once, in the same turn in which the connection was received. */
  handle(handler: ConnectionHandler): void;
  /** Takes `bytes` by reference: they must not change until `written` is called (or the connection closed).
   *  @returns false when the caller should wait for `drained` before writing more */
  write(bytes: Uint8Array, written?: () => void): boolean;
  /** Collects writes until `uncork`, so that they leave in one system call. */
  cork(): void;
  uncork(): void;
  /** Stops and restarts reading; the peer then feels it through its window. */
  pause(): void;
  resume(): void;
  /** Sends what is pending, then closes. */
  end(): void;
  /** Closes now; pending bytes are lost. */
  destroy(cause?: Error): void;
};

export type Listener = {
  readonly address: NetworkAddress;
  /** Stops accepting. Connections accepted before stay open: they belong to whoever took them. */
  close(): Promise<void>;
};

export type ConnectOptions = {
  readonly timeoutMs: number;
  /** Size of the one reused read buffer; larger is cheaper per byte on a bulk connection. */
  readonly readBufferBytes?: number;
};

export type Network = {
  /** Port 0 lets the system choose; the listener tells which. */
  listen(address: NetworkAddress, accept: (connection: Connection) => void): Promise<Listener>;
  connect(address: NetworkAddress, options: ConnectOptions): Promise<Connection>;
};
