/** The invariant of credit-based flow control, at every step of random schedules on a simulated network:
 *    free(receiver) = credit(sender) + credit in flight + unannounced + data in flight
 *  and, at the end, that every byte arrived once and in order and that every segment is back where it came from. */
import { describe, expect, it } from 'vitest';
import type { Random } from '../../io/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import { replayable, seeds } from '../../testing/index.ts';
import type { RemoteInputChannel } from '../channel/index.ts';
import {
  SimulatedTaskManager,
  TEST_SEGMENT_BYTES,
  type TestConsumer,
  type TestProducer,
} from '../testing/simulated-task-manager.ts';
import { WireTap } from '../testing/wire-tap.ts';
import type { CreditFlow, CreditView } from './index.ts';

const STEPS = 600;

describe('credit is conserved', () => {
  it.each(seeds(60))('given the random schedule of seed %i, then the books agree at every step', (seed) =>
    replayable(import.meta.url, seed, async () => {
      const schedule = await Schedule.open(seed);

      for (let step = 0; step < STEPS; step++) {
        await schedule.step();
        schedule.checkConservation();
      }
      await schedule.finish();

      schedule.checkEverythingArrived();
      await schedule.closeAndCheckSegments();
    }),
  );

  it.each(seeds(20))('given a gate that is closed half-way with seed %i, then no segment is lost', (seed) =>
    replayable(import.meta.url, seed, async () => {
      const schedule = await Schedule.open(seed);

      const steps = schedule.random.integerBelow(STEPS);
      for (let step = 0; step < steps; step++) await schedule.step();

      await schedule.closeAndCheckSegments();
    }),
  );
});

class Schedule {
  readonly random: Random;
  readonly #world: SimWorld;
  readonly #tap: WireTap;
  readonly #producing: SimulatedTaskManager;
  readonly #consuming: SimulatedTaskManager;
  readonly #producers: TestProducer[];
  readonly #consumers: TestConsumer[];
  /** Bytes written to and read from each channel, by gate and channel. */
  readonly #writtenBytes: number[][];
  readonly #readBytes: number[][];
  readonly #readErrors: string[] = [];

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
    this.random = world.node('driver').random;
    const gates = 1 + this.random.integerBelow(3);
    this.#producers = Array.from({ length: 1 + this.random.integerBelow(3) }, (_, i) =>
      producing.produce(`p${i}`, gates, gates + 1 + this.random.integerBelow(12)),
    );
    this.#consumers = Array.from({ length: gates }, (_, subpartitionIndex) =>
      consuming.consume(
        `g${subpartitionIndex}`,
        this.#producers.map(({ partitionId }) => ({
          partitionId,
          subpartitionIndex,
          address: producing.address,
        })),
        1 + this.random.integerBelow(3),
        1 + this.random.integerBelow(8),
      ),
    );
    this.#writtenBytes = this.#consumers.map(() => this.#producers.map(() => 0));
    this.#readBytes = this.#consumers.map(() => this.#producers.map(() => 0));
  }

  static async open(seed: number): Promise<Schedule> {
    const world = new SimWorld({ seed, network: { chunkMaxBytes: 700, windowBytes: 2_000 } });
    const tap = new WireTap();
    const start = (name: string): Promise<SimulatedTaskManager> => {
      const io = world.node(name);
      const window = 1 + (seed % 5);
      return world.complete(SimulatedTaskManager.start({ ...io, network: tap.tap(io.network) }, 512, window));
    };
    const schedule = new Schedule(world, tap, await start('a'), await start('b'));
    await world.advance(10);
    return schedule;
  }

  async step(): Promise<void> {
    switch (this.random.integerBelow(8)) {
      case 0:
      case 1:
      case 2:
        return this.#write();
      case 3:
        return this.#pick(this.#producers).partition.flushAll();
      case 4:
        return void this.#producing.exchange.turn();
      case 5:
        return void this.#consuming.exchange.turn();
      case 6:
        return this.#read(this.random.integerBelow(this.#consumers.length));
      default:
        return this.#world.advance(this.random.next());
    }
  }

  checkConservation(): void {
    for (const [channel, view] of this.#channels()) {
      const flow = view.flow as CreditFlow;
      const onTheWay =
        this.#tap.creditOnTheWay(channel.receiverId) + this.#tap.dataOnTheWay(channel.receiverId);
      expect(channel.credit.free).toBe(flow.credit + onTheWay + channel.credit.unannounced);
    }
  }

  /** Ends all partitions and lets everything be read. */
  async finish(): Promise<void> {
    for (const { partition } of this.#producers) {
      partition.emitEvent({ kind: 'endOfData', drain: true });
      partition.emitEvent({ kind: 'endOfPartition' });
    }
    while (!this.#consumers.every(({ gate }) => gate.finished)) {
      this.#consumers.forEach((_, index) => this.#read(index));
      this.#producing.exchange.turn();
      this.#consuming.exchange.turn();
      await this.#world.advance(1);
    }
  }

  checkEverythingArrived(): void {
    expect(this.#readErrors).toEqual([]);
    expect(this.#readBytes).toEqual(this.#writtenBytes);
    expect(this.#consuming.failures).toEqual([]);
  }

  async closeAndCheckSegments(): Promise<void> {
    for (const { gate, gateKey } of this.#consumers) {
      gate.close();
      this.#consuming.exchange.releaseGate(gateKey);
    }
    for (const { partition } of this.#producers) partition.close();
    await this.#world.advance(100);
    for (const { partitionId } of this.#producers)
      this.#producing.exchange.releasePartition(partitionId, undefined);
    await this.#world.advance(100);
    for (const consumer of this.#consumers) this.#consuming.takeBack(consumer);
    for (const producer of this.#producers) this.#producing.takeBack(producer);
    expect(this.#consuming.pool.freeSegments).toBe(512);
    expect(this.#producing.pool.freeSegments).toBe(512);
  }

  #write(): void {
    const producer = this.#pick(this.#producers);
    const producerIndex = this.#producers.indexOf(producer);
    const target = this.random.integerBelow(this.#consumers.length);
    if (!producer.partition.available && !producer.partition.refreshAvailability()) return;
    const builder = producer.partition.builders[target]!;
    const length = 1 + this.random.integerBelow(TEST_SEGMENT_BYTES);
    if (builder.position + length > builder.limit) builder.reserve(length);
    const written = this.#writtenBytes[target]!;
    for (let i = 0; i < length; i++) {
      builder.memory.bytes[builder.position++] = written[producerIndex]!++ & 255;
    }
  }

  #read(index: number): void {
    const { gate } = this.#consumers[index]!;
    if (!gate.pollNext() || gate.event !== undefined) return;
    const read = this.#readBytes[index]!;
    for (let at = gate.start; at < gate.end; at++) {
      const expected = read[gate.channelIndex]!++ & 255;
      if (this.#consuming.memory.bytes[at] === expected) continue;
      this.#readErrors.push(`byte ${expected} of channel ${gate.channelIndex} of gate ${index}`);
    }
    gate.releaseCurrent();
  }

  /** The two ends of every channel that is open on both. */
  *#channels(): Iterable<[RemoteInputChannel, CreditView]> {
    const views = this.#producing.exchange.producers.flatMap((endpoint) => endpoint.views);
    for (const { gateKey } of this.#consumers) {
      for (const channel of this.#consuming.exchange.gate(gateKey)?.channels ?? []) {
        const view = views.find((candidate) => candidate.receiverId === channel.receiverId);
        if (view !== undefined) yield [channel, view];
      }
    }
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.random.integerBelow(items.length)]!;
  }
}
