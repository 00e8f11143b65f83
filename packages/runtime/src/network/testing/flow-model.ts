/** A data plane of two TaskManagers that is driven by a list of operations, each as small as possible, and checked
 *  after every one: the books of credit agree with what travels, no buffer is counted twice, bytes are in order, and
 *  barriers are where they belong with all that they overtook (gate-book.ts).
 *  An operation that is not possible now does nothing, so any list is a schedule, and a shorter one is as well: that is
 *  what lets fast-check shrink. Imported by tests alone. */
import { streamError } from '../../base/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import type { RemoteInputChannel } from '../channel/index.ts';
import type { CreditView } from '../exchange/index.ts';
import { demand, GateBook } from './gate-book.ts';
import { barrier } from './open-subpartition.ts';
import {
  SimulatedTaskManager,
  TEST_SEGMENT_BYTES,
  type TestConsumer,
  type TestProducer,
} from './simulated-task-manager.ts';
import { WireTap } from './wire-tap.ts';

export type FlowOperation =
  | { readonly kind: 'send'; readonly producer: number; readonly gate: number; readonly length: number }
  | { readonly kind: 'flush'; readonly producer: number }
  /** The network threads take a turn: what rang is served, credits and buffers leave. */
  | { readonly kind: 'produce' }
  | { readonly kind: 'consume' }
  /** The task reads one slice and gives its buffer back, or one event. */
  | { readonly kind: 'recycle'; readonly gate: number }
  /** The task, held back by its outputs, reads one event with priority. */
  | { readonly kind: 'priority'; readonly gate: number }
  | { readonly kind: 'barrier'; readonly producer: number; readonly alignment: ModelAlignment }
  /** The newest barrier of the producer has become too old. */
  | { readonly kind: 'timeout'; readonly producer: number }
  /** The oldest barrier announced at the gate has become too old there. */
  | { readonly kind: 'convert'; readonly gate: number }
  /** The barriers that block a gate's channels have all come, or the checkpoint was given up. */
  | { readonly kind: 'resume'; readonly gate: number }
  /** Bytes arrive and writes complete, as far as `ms` of virtual time bring them. */
  | { readonly kind: 'arrive'; readonly ms: number }
  | { readonly kind: 'releaseGate'; readonly gate: number }
  | { readonly kind: 'failPartition'; readonly producer: number };

export type ModelAlignment = 'aligned' | 'timeoutable' | 'unaligned';

export const GATES = 3;
export const PRODUCERS = 2;
const SEGMENTS = 128;
/** Of one producer; nobody may be reading. */
const BARRIERS_MAX = 25;
const ROUNDS_MAX = 2_000;

/** A gate's channels that are held by a barrier, and its announcements that were not used. */
type GateState = { readonly blocked: number[]; readonly announced: { channel: number; sequence: number }[] };

export class FlowModel {
  readonly #world: SimWorld;
  readonly #tap: WireTap;
  readonly #producing: SimulatedTaskManager;
  readonly #consuming: SimulatedTaskManager;
  readonly #producers: readonly TestProducer[];
  readonly #consumers: readonly TestConsumer[];
  readonly #releasedGates: Set<number>;
  readonly #failedProducers: Set<number>;
  readonly #books: readonly GateBook[];
  readonly #states: readonly GateState[];
  /** Next checkpoint of each producer. */
  readonly #checkpoints: number[];

  private constructor(
    world: SimWorld,
    tap: WireTap,
    producing: SimulatedTaskManager,
    consuming: SimulatedTaskManager,
  ) {
    this.#world = world;
    this.#tap = tap;
    this.#producing = producing;
    this.#consuming = consuming;
    this.#producers = Array.from({ length: PRODUCERS }, (_, i) =>
      producing.produce(`p${i}`, GATES, GATES + 6),
    );
    this.#consumers = Array.from({ length: GATES }, (_, subpartitionIndex) =>
      consuming.consume(
        `g${subpartitionIndex}`,
        this.#producers.map(({ partitionId }) => ({
          partitionId,
          subpartitionIndex,
          address: producing.address,
        })),
        // From tight to roomy: no buffer of a channel's own, up to two, and some floating ones.
        subpartitionIndex,
        1 + subpartitionIndex,
      ),
    );
    this.#releasedGates = new Set();
    this.#failedProducers = new Set();
    this.#books = this.#consumers.map(() => new GateBook(PRODUCERS));
    this.#states = this.#consumers.map(() => ({ blocked: [], announced: [] }));
    this.#checkpoints = this.#producers.map(() => 0);
  }

  static async open(seed: number): Promise<FlowModel> {
    const world = new SimWorld({ seed, network: { chunkMaxBytes: 700, windowBytes: 2_000 } });
    const tap = new WireTap();
    const start = (name: string): Promise<SimulatedTaskManager> => {
      const io = world.node(name);
      const tapped = { ...io, network: tap.tap(io.network) };
      return world.complete(SimulatedTaskManager.start(tapped, SEGMENTS, 1 + (seed % 4)));
    };
    const model = new FlowModel(world, tap, await start('a'), await start('b'));
    await world.advance(10);
    return model;
  }

  /** @throws Error that names the first rule that does not hold after it */
  async apply(operation: FlowOperation): Promise<void> {
    switch (operation.kind) {
      case 'send':
        this.#send(operation.producer, operation.gate, operation.length);
        break;
      case 'flush':
        if (!this.#failedProducers.has(operation.producer))
          this.#producers[operation.producer]!.partition.flushAll();
        break;
      case 'produce':
        this.#producing.exchange.turn();
        break;
      case 'consume':
        this.#consuming.exchange.turn();
        break;
      case 'recycle':
        this.#readOne(operation.gate);
        break;
      case 'priority':
        this.#readPriority(operation.gate);
        break;
      case 'barrier':
        this.#emitBarrier(operation.producer, operation.alignment);
        break;
      case 'timeout':
        this.#timeout(operation.producer);
        break;
      case 'convert':
        this.#convert(operation.gate);
        break;
      case 'resume':
        this.#resume(operation.gate);
        break;
      case 'arrive':
        await this.#world.advance(operation.ms);
        break;
      case 'releaseGate':
        this.#releaseGate(operation.gate);
        break;
      case 'failPartition':
        this.#failPartition(operation.producer);
        break;
    }
    this.#check();
  }

  /** Lets everything be read, of what still lives. @throws Error when something does not arrive */
  async finish(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX && !this.#isRead(); round++) {
      for (let producer = 0; producer < PRODUCERS; producer++) await this.apply({ kind: 'flush', producer });
      for (let gate = 0; gate < GATES; gate++) {
        for (let i = 0; i < 4; i++) await this.apply({ kind: 'recycle', gate });
        await this.apply({ kind: 'resume', gate });
      }
      await this.apply({ kind: 'produce' });
      await this.apply({ kind: 'consume' });
      await this.apply({ kind: 'arrive', ms: 1 });
    }
    for (const [book, channel] of this.#living()) book.checkComplete(channel);
  }

  /** Closes everything wherever it stands. @throws Error when a segment did not come home */
  async close(): Promise<void> {
    for (let gate = 0; gate < GATES; gate++) this.#releaseGate(gate);
    for (let producer = 0; producer < PRODUCERS; producer++) this.#failPartition(producer);
    await this.#world.advance(200);
    for (const consumer of this.#consumers) this.#consuming.takeBack(consumer);
    for (const producer of this.#producers) this.#producing.takeBack(producer);
    for (const { pool } of [this.#producing, this.#consuming])
      demand(pool.freeSegments === SEGMENTS, 'all segments are free again');
  }

  #send(producerIndex: number, gate: number, length: number): void {
    const { partition } = this.#producers[producerIndex]!;
    if (this.#failedProducers.has(producerIndex)) return;
    if (!partition.available && !partition.refreshAvailability()) return;
    const builder = partition.builders[gate]!;
    const size = Math.min(length, TEST_SEGMENT_BYTES);
    if (builder.position + size > builder.limit) builder.reserve(size);
    for (let i = 0; i < size; i++)
      builder.memory.bytes[builder.position++] = this.#books[gate]!.nextByteWritten(producerIndex);
  }

  #readOne(gateIndex: number): void {
    if (this.#releasedGates.has(gateIndex)) return;
    const { gate } = this.#consumers[gateIndex]!;
    if (!gate.pollNext()) return;
    if (gate.event !== undefined) return this.#readEvent(gateIndex);
    const book = this.#books[gateIndex]!;
    for (let at = gate.start; at < gate.end; at++) {
      const expected = book.nextByteRead(gate.channelIndex);
      demand(this.#consuming.memory.bytes[at] === expected, 'bytes arrive once and in order');
    }
    gate.releaseCurrent();
  }

  #readPriority(gateIndex: number): void {
    if (this.#releasedGates.has(gateIndex)) return;
    if (this.#consumers[gateIndex]!.gate.pollPriority()) this.#readEvent(gateIndex);
  }

  #readEvent(gateIndex: number): void {
    const { gate } = this.#consumers[gateIndex]!;
    const { event, channelIndex: channel } = gate;
    const book = this.#books[gateIndex]!;
    const { blocked, announced } = this.#states[gateIndex]!;
    if (event?.kind === 'eventAnnouncement') announced.push({ channel, sequence: event.sequenceNumber });
    if (gate.isBlocked(channel)) blocked.push(channel);
    if (event?.kind !== 'checkpointBarrier') return;
    this.#takeInFlightOutput();
    if (book.barrierRead(channel, event))
      gate.checkpointStarted(event.checkpointId, (_, index, bytes) =>
        book.inputPersisted(index, bytes.length),
      );
    book.checkInFlight(channel, event.checkpointId);
  }

  #takeInFlightOutput(): void {
    for (const { partitionId, subpartitionIndex, checkpointId, slices } of this.#producing.inFlight.splice(
      0,
    )) {
      const { output } = this.#books[subpartitionIndex]!.channels[Number(partitionId.slice(1))]!;
      demand(!output.has(checkpointId), 'what a barrier overtook is told once');
      output.set(
        checkpointId,
        slices.reduce((sum, slice) => sum + slice.length, 0),
      );
    }
  }

  #emitBarrier(producer: number, alignment: ModelAlignment): void {
    const checkpointId = this.#checkpoints[producer]!;
    if (this.#failedProducers.has(producer) || checkpointId === BARRIERS_MAX) return;
    this.#checkpoints[producer] = checkpointId + 1;
    for (const book of this.#books) book.barrierWritten(producer, checkpointId);
    const event =
      alignment === 'timeoutable' ? barrier(checkpointId, 'aligned', 1) : barrier(checkpointId, alignment);
    this.#producers[producer]!.partition.emitEvent(event);
  }

  #timeout(producer: number): void {
    if (this.#failedProducers.has(producer)) return;
    this.#producers[producer]!.partition.alignedBarrierTimeout(this.#checkpoints[producer]! - 1);
  }

  #convert(gateIndex: number): void {
    const oldest = this.#states[gateIndex]!.announced.shift();
    if (oldest === undefined || this.#releasedGates.has(gateIndex)) return;
    this.#consumers[gateIndex]!.gate.convertToPriority(oldest.channel, oldest.sequence);
  }

  #resume(gateIndex: number): void {
    if (this.#releasedGates.has(gateIndex)) return;
    const { gate } = this.#consumers[gateIndex]!;
    for (const channel of this.#states[gateIndex]!.blocked.splice(0)) gate.resumeConsumption(channel);
  }

  #isRead(): boolean {
    for (const [book, channel] of this.#living()) {
      const { written, read, barriers } = book.channels[channel]!;
      if (read !== written || ![...barriers.values()].every(({ seen }) => seen)) return false;
    }
    return true;
  }

  /** Channels with both ends. */
  *#living(): Iterable<[GateBook, number]> {
    for (const [gate, book] of this.#books.entries()) {
      for (let producer = 0; producer < PRODUCERS; producer++) {
        if (!this.#releasedGates.has(gate) && !this.#failedProducers.has(producer)) yield [book, producer];
      }
    }
  }

  #releaseGate(index: number): void {
    if (this.#releasedGates.has(index)) return;
    this.#releasedGates.add(index);
    const { gate, gateKey } = this.#consumers[index]!;
    gate.close();
    this.#consuming.exchange.releaseGate(gateKey);
  }

  #failPartition(index: number): void {
    if (this.#failedProducers.has(index)) return;
    this.#failedProducers.add(index);
    const { partition, partitionId } = this.#producers[index]!;
    partition.close();
    const error = streamError('NET_PRODUCER_FAILED', { partition: partitionId, reason: 'model' });
    this.#producing.exchange.releasePartition(partitionId, error);
  }

  #check(): void {
    const views = this.#producing.exchange.producers.flatMap((endpoint) => endpoint.views);
    for (const [index, consumer] of this.#consumers.entries()) {
      const gate = this.#consuming.exchange.gate(consumer.gateKey);
      demand((gate === undefined) === this.#releasedGates.has(index), 'a gate lives until it is released');
      if (gate === undefined) continue;
      let lent = gate.floating.freeCount;
      for (const channel of gate.channels) {
        const view = views.find(({ receiverId }) => receiverId === channel.receiverId);
        if (view !== undefined && channel.error === undefined) this.#checkCredit(channel, view);
        demand(channel.credit.free >= 0 && channel.credit.exclusiveInUse >= 0, 'no buffer is counted twice');
        demand(channel.queueLength >= 0, 'a queue is not read further than it was written');
        lent += channel.credit.floatingHeld;
      }
      demand(lent === gate.floating.size, 'every floating buffer is free or lent, and to one channel');
    }
    for (const { error } of this.#consuming.failures)
      demand(error.code === 'NET_PRODUCER_FAILED', `no channel breaks the protocol: ${error.message}`);
  }

  #checkCredit({ receiverId, credit }: RemoteInputChannel, view: CreditView): void {
    // What was borrowed goes back when the barrier arrives; the producer's credit is void from then to its resume.
    if (view.view.isBlocked && credit.exclusiveCount === 0) return;
    const onTheWay = this.#tap.creditOnTheWay(receiverId) + this.#tap.dataOnTheWay(receiverId);
    demand(
      credit.free === (view.flow.credit ?? 0) + onTheWay + credit.unannounced,
      'free = credit + credit in flight + unannounced + data in flight',
    );
  }
}
