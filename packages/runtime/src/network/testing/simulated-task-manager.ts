/** A TaskManager's data plane on one simulated node, for tests: its memory, its exchange, and producers and consumers
 *  that a test drives step by step. All "threads" share the calling thread; only the seed decides what happens next.
 *  Not part of the runtime: imported by tests alone. */
import { asId, assert, type ResultPartitionId, type StreamError } from '../../base/index.ts';
import { copyBytesPortably, type Io, type NetworkAddress } from '../../io/index.ts';
import { type BufferGrant, NetworkBufferPool, SegmentMemory } from '../buffer/index.ts';
import { type RemoteChannelPlan, SingleInputGate } from '../channel/index.ts';
import type { InFlightOutput } from '../environment/index.ts';
import type { TaskEvent } from '../event/index.ts';
import { type ExchangeListener, NetworkExchange } from '../exchange/index.ts';
import { ResultPartition, SubpartitionView } from '../partition/index.ts';
import { createRingBuffer, Doorbell } from '../ring/index.ts';

export const TEST_SEGMENT_BYTES: number = 256;

const NETWORK_THREAD = 0;

export type TestProducer = {
  readonly partitionId: ResultPartitionId;
  readonly partition: ResultPartition;
  readonly grant: BufferGrant;
  readonly rings: readonly SharedArrayBuffer[];
  readonly doorbell: Doorbell;
};

export type TestConsumer = {
  readonly gateKey: string;
  readonly gate: SingleInputGate;
  readonly grant: BufferGrant;
  readonly rings: readonly SharedArrayBuffer[];
  readonly doorbell: Doorbell;
};

export type TestSource = {
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  readonly address: NetworkAddress;
};

export class SimulatedTaskManager implements ExchangeListener {
  readonly memory: SegmentMemory;
  readonly pool: NetworkBufferPool;
  readonly exchange: NetworkExchange;
  readonly failures: {
    readonly gateKey: string;
    readonly channelIndex: number;
    readonly error: StreamError;
  }[];
  readonly missing: {
    readonly gateKey: string;
    readonly channelIndex: number;
    readonly error: StreamError;
  }[];
  readonly released: string[];
  readonly read: string[];
  /** What barriers overtook in subpartitions that a remote consumer reads. */
  readonly inFlight: InFlightOutput[];
  /** What consumers elsewhere told producers here: `p 7: 1,2,3`. */
  readonly taskEvents: string[];
  address: NetworkAddress;
  #nextThread: number;

  private constructor(
    io: Io,
    segments: number,
    sendWindow: number,
    secret: string | undefined,
    reuseConnections: boolean,
  ) {
    this.memory = SegmentMemory.create(segments, TEST_SEGMENT_BYTES, 64);
    this.pool = new NetworkBufferPool(this.memory);
    const doorbell = new Doorbell(this.memory.doorbells, NETWORK_THREAD);
    const options = {
      memory: this.memory,
      doorbell,
      partitionRequestTimeoutMs: 10_000,
      sendWindow,
      copyBytes: copyBytesPortably,
      secret,
      reuseConnections,
    };
    this.exchange = new NetworkExchange(io, options, this);
    this.failures = [];
    this.missing = [];
    this.released = [];
    this.read = [];
    this.inFlight = [];
    this.taskEvents = [];
    this.address = { host: '', port: 0 };
    this.#nextThread = NETWORK_THREAD + 1;
  }

  static async start(
    io: Io,
    segments: number = 512,
    sendWindow: number = 4,
    secret?: string,
    reuseConnections: boolean = true,
  ): Promise<SimulatedTaskManager> {
    const taskManager = new SimulatedTaskManager(io, segments, sendWindow, secret, reuseConnections);
    taskManager.address = await taskManager.exchange.listen({ host: '127.0.0.1', port: 0 });
    return taskManager;
  }

  produce(
    name: string,
    subpartitions: number,
    segments: number = subpartitions * 2 + 8,
    register: boolean = true,
  ): TestProducer {
    const grant = this.pool.grant({ owner: name, required: segments, wanted: segments });
    const rings = Array.from({ length: subpartitions }, () => createRingBuffer());
    const doorbell = this.#thread();
    const partitionId: ResultPartitionId = asId(name);
    const partition = new ResultPartition(
      { partitionId, grant, overdraft: 0, rings },
      {
        memory: this.memory,
        doorbell,
        blockUntilAvailable: () => {
          throw new Error(`${name} has no segment left`);
        },
      },
    );
    const producer = { partitionId, partition, grant, rings, doorbell };
    if (register) this.register(producer);
    return producer;
  }

  register(producer: TestProducer): void {
    this.exchange.registerPartition(producer.partitionId, producer.rings);
  }

  consume(
    gateKey: string,
    sources: readonly TestSource[],
    exclusive: number = 2,
    floating: number = 8,
    flow: Pick<RemoteChannelPlan, 'flowControl' | 'connectionGroup'> = { flowControl: 'credit' },
  ): TestConsumer {
    const segments = exclusive * sources.length + floating;
    const grant = this.pool.grant({ owner: gateKey, required: segments, wanted: segments });
    const rings = sources.map(() => createRingBuffer());
    const doorbell = this.#thread();
    const gate = new SingleInputGate(
      { gateIndex: 0, rings, recycleBatch: 1 },
      {
        memory: this.memory,
        doorbell,
        taskEventSent: (_, channelIndex, event) => this.exchange.sendTaskEvent(gateKey, channelIndex, event),
      },
    );
    this.exchange.openGate({
      gateKey,
      grant,
      exclusivePerChannel: exclusive,
      channels: sources.map((source, channelIndex) => ({
        channelIndex,
        ring: rings[channelIndex]!,
        ...source,
        ...flow,
      })),
    });
    return { gateKey, gate, grant, rings, doorbell };
  }

  /** Takes the segments of something that is closed on all sides back; every one must have come home. */
  takeBack({
    grant,
    rings,
  }: {
    readonly grant: BufferGrant;
    readonly rings: readonly SharedArrayBuffer[];
  }): void {
    for (const ring of rings) new SubpartitionView(this.memory, ring).drain();
    assert(this.pool.reclaim(grant) === 0, 'no segment is lost');
  }

  subpartitionRead(partitionId: ResultPartitionId, subpartitionIndex: number): void {
    this.read.push(`${partitionId}[${subpartitionIndex}]`);
  }

  inFlightOutput(
    partitionId: ResultPartitionId,
    subpartitionIndex: number,
    checkpointId: number,
    slices: readonly Uint8Array[],
  ): void {
    this.inFlight.push({ partitionId, subpartitionIndex, checkpointId, slices });
  }

  taskEventReceived(partitionId: ResultPartitionId, { kind, bytes }: TaskEvent): void {
    this.taskEvents.push(`${partitionId} ${kind}: ${bytes.join()}`);
  }

  partitionReleased(partitionId: ResultPartitionId): void {
    this.released.push(partitionId);
  }

  partitionMissing(gateKey: string, channelIndex: number, error: StreamError): void {
    this.missing.push({ gateKey, channelIndex, error });
  }

  channelFailed(gateKey: string, channelIndex: number, error: StreamError): void {
    this.failures.push({ gateKey, channelIndex, error });
  }

  gateReleased(gateKey: string): void {
    this.released.push(gateKey);
  }

  #thread(): Doorbell {
    // A long test has more tasks, one after the other, than there are slots.
    if (this.#nextThread === this.memory.doorbells.threadCount) this.#nextThread = NETWORK_THREAD + 1;
    return new Doorbell(this.memory.doorbells, this.#nextThread++);
  }
}

/** Writes one record of `length` bytes, all of them `value`. */
export function writeBytes(
  producer: TestProducer,
  subpartition: number,
  value: number,
  length: number,
): void {
  const builder = producer.partition.builders[subpartition]!;
  if (builder.position + length > builder.limit) builder.reserve(length);
  builder.memory.bytes.fill(value, builder.position, builder.position + length);
  builder.position += length;
}

/** Reads everything there is: `3x200` for 200 bytes of value 3 of channel 0, `1:3x200` of channel 1, or an event. */
export function readAll(consumer: TestConsumer, memory: SegmentMemory): string[] {
  const seen: string[] = [];
  while (consumer.gate.pollNext()) seen.push(readOne(consumer, memory));
  return seen;
}

/** Describes and releases what the gate's last poll found. */
export function readOne(consumer: TestConsumer, memory: SegmentMemory): string {
  const { event, start, end, channelIndex } = consumer.gate;
  const channel = channelIndex === 0 ? '' : `${channelIndex}:`;
  const what = event === undefined ? `${memory.bytes[start]}x${end - start}` : event.kind;
  consumer.gate.releaseCurrent();
  return `${channel}${what}`;
}
