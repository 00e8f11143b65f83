/** What the network thread runs: all data sockets of a TaskManager, producing and consuming side.
 *  Driven by three things: socket events, its doorbell (`turn`), and control messages (registering partitions, opening
 *  and releasing gates). It never blocks and never spins; `network-thread-main.ts` only joins it to a real thread, so
 *  tests and the simulator run it in any thread they like.
 *  Invariant: at the end of every turn all gathered frames have left or wait for their connection. */
import { assert, type ResultPartitionId, type StreamError, streamError } from '../../base/index.ts';
import type { Connection, CopyBytes, Io, Listener, NetworkAddress } from '../../io/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import { RemoteGate, type RemoteGatePlan } from '../channel/index.ts';
import type { TaskEvent } from '../event/index.ts';
import type { Doorbell } from '../ring/index.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { ConsumerEndpoint } from './consumer-endpoint.ts';
import { PartitionRegistry } from './partition-registry.ts';
import { type InFlightOutputReport, ProducerEndpoint } from './producer-endpoint.ts';
import { Turn } from './turn.ts';

/** What the main thread is told. */
export interface ExchangeListener {
  /** A remote consumer is done with a subpartition, or lost. */
  subpartitionRead(partitionId: ResultPartitionId, subpartitionIndex: number): void;
  /** A barrier left for a remote consumer: `slices` is what it overtook, and belongs to the producer's state. */
  readonly inFlightOutput: InFlightOutputReport;
  /** A consumer elsewhere tells the partition's producer something. */
  taskEventReceived(partitionId: ResultPartitionId, event: TaskEvent): void;
  /** No socket uses the partition any more, and no request for it will be answered. */
  partitionReleased(partitionId: ResultPartitionId): void;
  channelFailed(gateKey: string, channelIndex: number, error: StreamError): void;
  /** The producer may still come: the channel waits for `requestAgain`. */
  partitionMissing(gateKey: string, channelIndex: number, error: StreamError): void;
  /** The network thread has let go of the gate's rings and segments. */
  gateReleased(gateKey: string): void;
}

export type NetworkExchangeOptions = {
  readonly memory: SegmentMemory;
  readonly doorbell: Doorbell;
  /** How long a request waits for a partition that is not there (Flink: 10 s). */
  readonly partitionRequestTimeoutMs: number;
  /** Buffers with one producing socket at a time. */
  readonly sendWindow: number;
  readonly copyBytes: CopyBytes;
  /** Shown to producers, and asked of consumers; absent: any TaskManager may read. */
  readonly secret?: string | undefined;
  /** Whether connections stay when nobody reads over them; absent: they do. */
  readonly reuseConnections?: boolean;
};

export class NetworkExchange {
  readonly #io: Pick<Io, 'network' | 'timers' | 'log'>;
  readonly #options: NetworkExchangeOptions;
  readonly #listener: ExchangeListener;
  readonly #turn: Turn;
  readonly #registry: PartitionRegistry;
  readonly #connections: ConnectionPool;
  readonly #producers: Set<ProducerEndpoint>;
  readonly #gates: Map<string, RemoteGate>;
  /** Partitions that are let go, with the subpartitions that a socket still uses. */
  readonly #reading: Map<ResultPartitionId, number>;
  readonly #releasing: Set<ResultPartitionId>;
  #receiverIds: number;
  #server: Listener | undefined;
  #closed: boolean;

  constructor(
    io: Pick<Io, 'network' | 'timers' | 'log'>,
    options: NetworkExchangeOptions,
    listener: ExchangeListener,
  ) {
    this.#io = io;
    this.#options = options;
    this.#listener = listener;
    this.#turn = new Turn();
    this.#registry = new PartitionRegistry(io.timers, options.partitionRequestTimeoutMs);
    const { memory, copyBytes, secret, reuseConnections: reuse = true } = options;
    const shared = { memory, turn: this.#turn, copyBytes, secret, reuse };
    this.#connections = new ConnectionPool(io.network, shared);
    this.#producers = new Set();
    this.#gates = new Map();
    this.#reading = new Map();
    this.#releasing = new Set();
    this.#receiverIds = 0;
    this.#server = undefined;
    this.#closed = false;
  }

  async listen(address: NetworkAddress): Promise<NetworkAddress> {
    this.#server = await this.#io.network.listen(address, (connection) => this.#accept(connection));
    return this.#server.address;
  }

  registerPartition(partitionId: ResultPartitionId, rings: readonly SharedArrayBuffer[]): void {
    this.#registry.register(partitionId, rings);
    this.#turn.end();
  }

  /** Lets a partition go. @param error why, for consumers that still read it; absent when all have read it */
  releasePartition(partitionId: ResultPartitionId, error: StreamError | undefined): void {
    this.#registry.unregister(partitionId);
    this.#releasing.add(partitionId);
    const reason =
      error ?? streamError('NET_PRODUCER_FAILED', { partition: partitionId, reason: 'released' });
    for (const endpoint of this.#producers) endpoint.failPartition(partitionId, reason);
    this.#turn.end();
    this.#reportReleased(partitionId);
  }

  openGate(plan: RemoteGatePlan): void {
    assert(!this.#gates.has(plan.gateKey), 'a gate is opened once');
    const gate = new RemoteGate(plan, {
      memory: this.#options.memory,
      doorbell: this.#options.doorbell,
      nextReceiverId: () => (this.#receiverIds = (this.#receiverIds + 1) >>> 0),
      observer: {
        channelFailed: ({ plan: { channelIndex } }, error) =>
          this.#listener.channelFailed(plan.gateKey, channelIndex, error),
        partitionMissing: ({ plan: { channelIndex } }, error) =>
          this.#listener.partitionMissing(plan.gateKey, channelIndex, error),
      },
    });
    this.#gates.set(plan.gateKey, gate);
    for (const channel of gate.channels) void this.#connections.request(channel);
  }

  /** After `partitionMissing`, for a producer that is still to come. */
  requestAgain(gateKey: string, channelIndex: number): void {
    const channel = this.#gates.get(gateKey)?.channel(channelIndex);
    if (channel?.isReading === true) void this.#connections.request(channel);
  }

  /** Behind what was sent over this channel before; a gate that is released meanwhile has nothing to say. */
  sendTaskEvent(gateKey: string, channelIndex: number, event: TaskEvent): void {
    this.#gates.get(gateKey)?.channel(channelIndex)?.sendTaskEvent(event);
    this.#turn.end();
  }

  releaseGate(gateKey: string): void {
    const gate = this.#gates.get(gateKey);
    this.#gates.delete(gateKey);
    gate?.release();
    this.#turn.end();
    this.#listener.gateReleased(gateKey);
  }

  gate(gateKey: string): RemoteGate | undefined {
    return this.#gates.get(gateKey);
  }

  /** The producing endpoints, for tests and reports. */
  get producers(): readonly ProducerEndpoint[] {
    return [...this.#producers];
  }

  /** The consuming endpoints, for tests and reports. */
  get consumers(): readonly ConsumerEndpoint[] {
    return this.#connections.endpoints;
  }

  /** Serves whoever rang. @returns whether anybody had */
  turn(): boolean {
    const rung = this.#options.doorbell.dispatch();
    this.#turn.end();
    return rung;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#registry.close();
    this.#connections.close();
    for (const endpoint of this.#producers) endpoint.close();
    for (const gateKey of [...this.#gates.keys()]) this.releaseGate(gateKey);
    await this.#server?.close();
  }

  #accept(connection: Connection): void {
    const endpoint = new ProducerEndpoint(connection, {
      memory: this.#options.memory,
      doorbell: this.#options.doorbell,
      registry: this.#registry,
      turn: this.#turn,
      window: this.#options.sendWindow,
      secret: this.#options.secret,
      timers: this.#io.timers,
      subpartitionOpened: (partitionId) => this.#countReading(partitionId, 1),
      subpartitionRead: (partitionId, index) => this.#subpartitionRead(partitionId, index),
      inFlightOutput: (...report) => this.#listener.inFlightOutput(...report),
      taskEvent: (partitionId, event) => this.#listener.taskEventReceived(partitionId, event),
      closed: (closed, cause) => this.#producerClosed(closed, cause),
    });
    this.#producers.add(endpoint);
  }

  #producerClosed(endpoint: ProducerEndpoint, cause: StreamError | undefined): void {
    this.#producers.delete(endpoint);
    if (cause !== undefined) this.#io.log.warn({ peer: endpoint.peer, code: cause.code }, cause.message);
  }

  #subpartitionRead(partitionId: ResultPartitionId, index: number): void {
    this.#countReading(partitionId, -1);
    this.#listener.subpartitionRead(partitionId, index);
    this.#reportReleased(partitionId);
  }

  #countReading(partitionId: ResultPartitionId, change: number): void {
    const count = (this.#reading.get(partitionId) ?? 0) + change;
    if (count === 0) this.#reading.delete(partitionId);
    else this.#reading.set(partitionId, count);
  }

  #reportReleased(partitionId: ResultPartitionId): void {
    if (this.#reading.has(partitionId) || !this.#releasing.delete(partitionId)) return;
    this.#listener.partitionReleased(partitionId);
  }
}
