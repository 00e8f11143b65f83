/** Barriers between two TaskManagers: they block at the producer, overtake on both sides, are announced and given
 *  priority, and what they overtake is told. Cases 23 to 25 and 41 of flink-data-plane.md §8.1. */
import { describe, expect, it } from 'vitest';
import { barrier } from '../testing/open-subpartition.ts';
import { SimulatedPair } from '../testing/simulated-pair.ts';
import {
  readOne,
  type TestConsumer,
  type TestProducer,
  writeBytes,
} from '../testing/simulated-task-manager.ts';

class BarrierRun {
  readonly pair: SimulatedPair;
  readonly producers: readonly TestProducer[];
  readonly consumer: TestConsumer;
  readonly inFlight: string[] = [];

  private constructor(pair: SimulatedPair, channels: number) {
    this.pair = pair;
    this.producers = Array.from({ length: channels }, (_, i) => pair.producing.produce(`p${i}`, 1, 20));
    this.consumer = pair.consuming.consume(
      'g',
      this.producers.map((producer) => pair.source(producer)),
    );
  }

  static async open(channels: number = 1): Promise<BarrierRun> {
    const run = new BarrierRun(await SimulatedPair.start(), channels);
    await run.pair.settle();
    return run;
  }

  get partition(): TestProducer['partition'] {
    return this.producers[0]!.partition;
  }

  /** Writes a buffer of its own for each value and lets it arrive. */
  async send(values: readonly number[], channel: number = 0): Promise<void> {
    for (const value of values) {
      writeBytes(this.producers[channel]!, 0, value, 8);
      this.producers[channel]!.partition.builders[0]!.finish();
    }
    await this.pair.settle();
  }

  readonly persist = (checkpointId: number, channel: number, bytes: Uint8Array): void => {
    this.inFlight.push(`${checkpointId} ${channel}: ${bytes[0]}x${bytes.length}`);
  };

  /** Of the producers, as `partition checkpoint: value x length …`. */
  get inFlightOutput(): string[] {
    return this.pair.producing.inFlight.map(({ partitionId, checkpointId, slices }) =>
      [`${partitionId} ${checkpointId}:`, ...slices.map((slice) => `${slice[0]}x${slice.length}`)].join(' '),
    );
  }

  poll(): string | undefined {
    const { gate } = this.consumer;
    return gate.pollNext() ? this.describe() : undefined;
  }

  describe(): string {
    const { event, channelIndex } = this.consumer.gate;
    const text = readOne(this.consumer, this.pair.consuming.memory);
    if (event?.kind === 'checkpointBarrier')
      return `${channelIndex}: ${event.alignment} ${event.checkpointId}`;
    return event?.kind === 'eventAnnouncement' ? `${channelIndex}: announced ${event.sequenceNumber}` : text;
  }

  read(): Promise<string[]> {
    return this.#readUntilNothing();
  }

  async #readUntilNothing(): Promise<string[]> {
    const seen: string[] = [];
    for (;;) {
      await this.pair.settle();
      const next = this.poll();
      if (next === undefined) return seen;
      seen.push(next);
    }
  }
}

describe('an aligned barrier of a remote producer', () => {
  it('case 23: given it was sent, then its channel stands still at the producer and others go on, until resume', async () => {
    const run = await BarrierRun.open(2);
    await run.send([1], 0);
    run.partition.emitEvent(barrier(7));
    await run.send([2], 0);
    await run.send([3], 1);

    expect(await run.read()).toEqual(['1x8', '1:3x8', '0: aligned 7']);
    expect(run.pair.views.map(({ view }) => [view.isBlocked, view.backlog()])).toEqual([
      [true, 0],
      [false, 0],
    ]);
    expect([run.consumer.gate.isBlocked(0), run.consumer.gate.isBlocked(1)]).toEqual([true, false]);
    await run.send([4], 1);
    expect(await run.read()).toEqual(['1:4x8']);

    run.consumer.gate.resumeConsumption(0);

    expect(await run.read()).toEqual(['2x8']);
    expect(run.consumer.gate.isBlocked(0)).toBe(false);
  });

  it('given it is the last, when resumed and ended, then the channel ends', async () => {
    const run = await BarrierRun.open();
    run.partition.emitEvent(barrier(7));
    run.partition.emitEvent({ kind: 'endOfPartition' });
    expect(await run.read()).toEqual(['0: aligned 7']);

    run.consumer.gate.resumeConsumption(0);

    expect(await run.read()).toEqual(['endOfPartition']);
    expect(run.consumer.gate.finished).toBe(true);
  });

  it('case 25: given no barrier, when resumed, then that is refused at the gate', async () => {
    const run = await BarrierRun.open();

    expect(() => run.consumer.gate.resumeConsumption(0)).toThrow('resumed only while its barrier blocks it');
  });

  it('given the task resumes while the connection is being lost, then the channel fails, and nothing else happens', async () => {
    const run = await BarrierRun.open();
    run.partition.emitEvent(barrier(7));
    await run.read();

    run.consumer.gate.resumeConsumption(0);
    for (const endpoint of run.pair.consuming.exchange.consumers) endpoint.close();
    await run.pair.settle();

    expect(run.pair.failureCodes).toEqual(['g: NET_CONNECTION_LOST']);
  });
});

describe('an unaligned barrier of a remote producer', () => {
  it('case 41: given data 0 and 1 have arrived, when the barrier and then 3 and 4 are sent, then it is read first', async () => {
    const run = await BarrierRun.open();
    await run.send([0, 1]);
    run.partition.emitEvent(barrier(5, 'unaligned'));
    await run.send([3, 4]);

    expect(run.consumer.gate.hasPriority).toBe(true);
    expect(await run.read()).toEqual(['0: unaligned 5', '0x8', '1x8', '3x8', '4x8']);
    expect(run.consumer.gate.hasPriority).toBe(false);
  });

  it('given no credit is left, then it overtakes what waits at the producer, which is told as in-flight output', async () => {
    const run = await BarrierRun.open();
    await run.send([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

    run.partition.emitEvent(barrier(5, 'unaligned'));
    await run.pair.settle();

    expect(run.inFlightOutput).toEqual(['p0 5: 10x8 11x8 12x8']);
    expect(run.poll()).toBe('0: unaligned 5');
    expect((await run.read()).length).toBe(13);
  });

  it('given other channels have data, then its channel goes to the head of the gate', async () => {
    const run = await BarrierRun.open(3);
    for (const channel of [0, 1, 2]) await run.send([channel, channel], channel);
    expect(run.poll()).toBe('0x8');

    for (const channel of [2, 1]) {
      run.producers[channel]!.partition.emitEvent(barrier(5, 'unaligned'));
      await run.pair.settle();
    }

    expect((await run.read()).slice(0, 2)).toEqual(['2: unaligned 5', '1: unaligned 5']);
  });

  it('given a slice is being read and the outputs are full, then priority can be polled, and only that', async () => {
    const run = await BarrierRun.open(2);
    await run.send([1, 2], 0);
    const { gate } = run.consumer;
    expect(gate.pollNext()).toBe(true);
    expect([gate.hasPriority, gate.pollPriority()]).toEqual([false, false]);

    run.producers[1]!.partition.emitEvent(barrier(5, 'unaligned'));
    await run.pair.settle();

    expect([gate.hasPriority, gate.pollPriority(), gate.channelIndex]).toEqual([true, true, 1]);
    expect([gate.event?.kind, gate.pollPriority()]).toEqual(['checkpointBarrier', false]);
    gate.releaseCurrent();
    expect(await run.read()).toEqual(['2x8']);
  });

  it('given the checkpoint starts with the first barrier, then each channel’s data until its own is in-flight input', async () => {
    const run = await BarrierRun.open(2);
    await run.send([1, 2], 0);
    await run.send([3, 4], 1);
    run.partition.emitEvent(barrier(5, 'unaligned'));
    await run.send([5], 0);

    expect(run.poll()).toBe('0: unaligned 5');
    run.consumer.gate.checkpointStarted(5, run.persist);
    expect(run.inFlight).toEqual(['5 0: 1x8', '5 0: 2x8']);
    expect([run.poll(), run.poll(), run.poll()]).toEqual(['1:3x8', '1x8', '1:4x8']);
    await run.send([6], 1);
    run.producers[1]!.partition.emitEvent(barrier(5, 'unaligned'));
    await run.send([7], 1);
    expect(await run.read()).toEqual(['1: unaligned 5', '2x8', '1:6x8', '5x8', '1:7x8']);

    expect(run.inFlight.slice(2)).toEqual(['5 1: 3x8', '5 1: 4x8', '5 1: 6x8']);
    run.consumer.gate.checkpointStopped(5);
  });

  it('given the checkpoint is stopped before a barrier comes, then nothing more of it is kept', async () => {
    const run = await BarrierRun.open(2);
    run.partition.emitEvent(barrier(5, 'unaligned'));
    await run.pair.settle();
    run.poll();
    run.consumer.gate.checkpointStarted(5, run.persist);

    run.consumer.gate.checkpointStopped(5);
    await run.send([3], 1);
    run.producers[1]!.partition.emitEvent(barrier(5, 'unaligned'));

    expect(await run.read()).toContain('1: unaligned 5');
    expect(run.inFlight).toEqual([]);
  });
});

describe('a barrier with a timeout of a remote producer', () => {
  it('case 41: given data 0 and 1 have arrived, then it is announced first, and comes in its turn', async () => {
    const run = await BarrierRun.open();
    await run.send([0, 1]);
    run.partition.emitEvent(barrier(5, 'aligned', 100));
    await run.send([3]);

    expect(await run.read()).toEqual(['0: announced 2', '0x8', '1x8', '0: aligned 5']);
    run.consumer.gate.resumeConsumption(0);
    expect(await run.read()).toEqual(['3x8']);
  });

  it('given it was announced, when it times out at the receiver, then it is unaligned, first, and blocks no more', async () => {
    const run = await BarrierRun.open();
    await run.send([0, 1]);
    run.partition.emitEvent(barrier(5, 'aligned', 100));
    await run.send([3]);
    expect(run.poll()).toBe('0: announced 2');

    expect(run.consumer.gate.convertToPriority(0, 2)).toBe(true);
    expect(run.poll()).toBe('0: unaligned 5');
    run.consumer.gate.checkpointStarted(5, run.persist);

    expect(await run.read()).toEqual(['0x8', '1x8', '3x8']);
    expect([run.inFlight, run.consumer.gate.isBlocked(0)]).toEqual([['5 0: 0x8', '5 0: 1x8'], false]);
    expect(run.consumer.gate.convertToPriority(0, 2)).toBe(false);
  });

  it('given it was read in its turn, then its announcement is outdated and dropped', async () => {
    const run = await BarrierRun.open();
    expect(run.poll()).toBe(undefined);
    run.partition.emitEvent(barrier(5, 'aligned', 100));

    const seen = await run.read();

    expect(seen).toEqual(['0: announced 0', '0: aligned 5']);
    expect(run.consumer.gate.convertToPriority(0, 0)).toBe(false);
  });

  it('given it waits at the producer, when it times out there, then it overtakes, and is not announced', async () => {
    const run = await BarrierRun.open();
    await run.send([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    run.partition.emitEvent(barrier(5, 'aligned', 100));
    await run.pair.settle();

    run.partition.alignedBarrierTimeout(5);
    await run.pair.settle();

    expect(run.poll()).toBe('0: unaligned 5');
    expect(run.inFlightOutput).toEqual(['p0 5: 10x8 11x8 12x8']);
    expect((await run.read()).length).toBe(13);
  });
});
