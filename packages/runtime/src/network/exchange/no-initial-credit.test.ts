/** Channels that have no buffer of their own: nothing is sent before their backlog is announced, and nothing is kept for
 *  them while a barrier blocks. Cases 14, 18 and 22 of flink-data-plane.md §8.1, between two TaskManagers. */
import { describe, expect, it } from 'vitest';
import { barrier } from '../testing/open-subpartition.ts';
import { HandFedNetwork } from '../testing/hand-fed-network.ts';
import { SimulatedPair } from '../testing/simulated-pair.ts';
import { SimulatedTaskManager, type TestConsumer, writeBytes } from '../testing/simulated-task-manager.ts';
import { SimWorld } from '../../io/sim/index.ts';
import { FrameEncoder } from '../wire/index.ts';

/** One producer with a subpartition for each gate; gate i has `exclusive[i]` buffers a channel, and `floating` more. */
async function open(exclusive: readonly number[], floating: number) {
  const pair = await SimulatedPair.start();
  const producer = pair.producing.produce('p', exclusive.length, 40);
  const consumers = exclusive.map((count, index) =>
    pair.consuming.consume(`g${index}`, [pair.source(producer, index)], count, floating),
  );
  await pair.settle();
  return {
    pair,
    producer,
    consumers,
    /** Writes buffers of their own. */
    write: (subpartition: number, ...values: number[]): void => {
      for (const value of values) {
        writeBytes(producer, subpartition, value, 8);
        producer.partition.builders[subpartition]!.finish();
      }
    },
    creditOf: (consumer: TestConsumer) => pair.consuming.exchange.gate(consumer.gateKey)!.channels[0]!.credit,
  };
}

describe('a channel with no initial credit', () => {
  it('case 22: given two data buffers, then their backlog is announced once, and no data is sent', async () => {
    const { pair, producer, consumers, write } = await open([0], 4);
    pair.consuming.exchange.turn();
    write(0, 1, 2);

    pair.producing.exchange.turn();
    pair.producing.exchange.turn();
    await pair.world.advance(0.01);

    expect([pair.tap.backlogsAnnounced, pair.tap.dataOrder]).toEqual([[2], []]);
    expect(await pair.read(consumers[0]!)).toEqual(['1x8', '2x8']);
    expect(pair.tap.backlogsAnnounced).toEqual([2]);
    producer.partition.close();
  });

  it('case 22: given an initial credit, then no backlog is announced, however little credit there is', async () => {
    const { pair, consumers, write } = await open([1], 0);
    write(0, 1, 2, 3, 4);

    expect(await pair.read(consumers[0]!)).toEqual(['1x8', '2x8', '3x8', '4x8']);
    expect(pair.tap.backlogsAnnounced).toEqual([]);
  });

  it('given all of it was read and more is written, then it is announced again', async () => {
    const { pair, consumers, write } = await open([0], 4);
    write(0, 1);
    expect(await pair.read(consumers[0]!)).toEqual(['1x8']);

    write(0, 2, 3);

    expect(await pair.read(consumers[0]!)).toEqual(['2x8', '3x8']);
    expect(pair.tap.backlogsAnnounced).toEqual([1, 2]);
  });

  it('given an event and no credit, then it is sent without being announced', async () => {
    const { pair, producer, consumers } = await open([0], 4);

    producer.partition.emitEvent({ kind: 'endOfPartition' });

    expect(await pair.read(consumers[0]!)).toEqual(['endOfPartition']);
    expect(pair.tap.backlogsAnnounced).toEqual([]);
  });

  it('given a buffer ends after its bytes were sent, then its end is sent too, and the credit for it is free again', async () => {
    const { pair, producer, consumers, creditOf } = await open([0], 4);
    writeBytes(producer, 0, 1, 8);
    producer.partition.flushAll();
    expect(await pair.read(consumers[0]!)).toEqual(['1x8']);

    producer.partition.builders[0]!.finish();
    producer.partition.emitEvent({ kind: 'endOfPartition' });

    expect(await pair.read(consumers[0]!)).toEqual(['endOfPartition']);
    expect([creditOf(consumers[0]!).free, creditOf(consumers[0]!).floatingHeld]).toEqual([0, 0]);
    expect(pair.views[0]?.flow.credit ?? 0).toBe(0);
  });

  it('case 18: given channels with 2 and with 0, when a barrier blocks both, then only the second gives its buffers back', async () => {
    const { pair, producer, consumers, write, creditOf } = await open([2, 0], 8);
    const [own, borrowed] = consumers.map(creditOf) as [
      ReturnType<typeof creditOf>,
      ReturnType<typeof creditOf>,
    ];
    own.onBacklog(2);
    borrowed.onBacklog(2);
    await pair.settle();
    expect([own.free, borrowed.free]).toEqual([4, 2]);

    producer.partition.emitEvent(barrier(1));
    for (const consumer of consumers) expect(await pair.read(consumer)).toEqual(['checkpointBarrier']);
    expect([own.free, borrowed.free, borrowed.floatingHeld]).toEqual([4, 0, 0]);
    const announced = [own.creditsAnnounced, borrowed.creditsAnnounced];
    write(0, 1, 2, 3, 4);
    write(1, 1, 2, 3, 4);
    for (const { gate } of consumers) gate.resumeConsumption(0);
    await pair.settle();

    // All four are there, in the buffers that each had or borrowed anew; credit that was void was not used.
    expect(pair.views.map(({ flow }) => flow.credit)).toEqual([own.free, borrowed.free]);
    expect(await pair.read(consumers[0]!)).toEqual(['1x8', '2x8', '3x8', '4x8']);
    expect(await pair.read(consumers[1]!)).toEqual(['1x8', '2x8', '3x8', '4x8']);
    expect(pair.tap.backlogsAnnounced).toEqual([4]);
    expect(borrowed.creditsAnnounced - announced[1]!).toBeGreaterThanOrEqual(4);
    expect(pair.failureCodes).toEqual([]);
  });

  it('case 14: given an announcement of 5, then of 12, then floating buffers are borrowed as for a buffer’s backlog', async () => {
    const network = new HandFedNetwork();
    const consuming = await SimulatedTaskManager.start({ ...new SimWorld().node('a'), network });
    const source = { partitionId: 'p', subpartitionIndex: 0, address: { host: '127.0.0.1', port: 7 } };
    consuming.consume('g', [source as Parameters<typeof consuming.consume>[1][number]], 2, 8);
    for (let i = 0; i < 4; i++) await Promise.resolve();
    const { credit } = consuming.exchange.gate('g')!.channels[0]!;
    const announce = (backlog: number): void => {
      const encoder = new FrameEncoder();
      encoder.backlogAnnouncement(1, backlog);
      network.dialled.get(7)!.feed(encoder.take());
    };

    announce(5);
    expect([credit.free, credit.required]).toEqual([7, 7]);
    announce(12);

    expect([credit.required, credit.free, credit.floatingHeld]).toEqual([14, 10, 8]);
  });
});
