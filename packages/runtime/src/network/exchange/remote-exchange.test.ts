/** Channels between two TaskManagers on a simulated network: buffers, credit, and requests that come early. The
 *  numbered cases are those of flink-data-plane.md §8.1. */
import { describe, expect, it } from 'vitest';
import { streamError } from '../../base/index.ts';
import { SimulatedPair } from '../testing/simulated-pair.ts';
import { readAll, writeBytes } from '../testing/simulated-task-manager.ts';
import type { CreditFlow } from './index.ts';

const FULL = 256;

describe('a remote channel', () => {
  it('given buffers and events, when a remote gate reads, then it gets all in order and every segment returns', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1);
    const consumer = pair.consuming.consume('g', [pair.source(producer)]);

    for (let i = 1; i <= 5; i++) writeBytes(producer, 0, i, 200);
    producer.partition.emitEvent({ kind: 'endOfData', drain: true });
    producer.partition.emitEvent({ kind: 'endOfPartition' });
    const seen = await pair.read(consumer);

    expect(seen).toEqual(['1x200', '2x200', '3x200', '4x200', '5x200', 'endOfData', 'endOfPartition']);
    expect(consumer.gate.finished).toBe(true);
    producer.partition.close();
    consumer.gate.close();
    pair.consuming.exchange.releaseGate('g');
    await pair.settle();
    expect(pair.producing.read).toEqual(['p[0]']);
    pair.producing.takeBack(producer);
    pair.consuming.takeBack(consumer);
  });

  it('given an open buffer that is flushed twice, then two slices of it arrive, and nothing is sent twice', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1);
    const consumer = pair.consuming.consume('g', [pair.source(producer)]);

    writeBytes(producer, 0, 1, 10);
    producer.partition.flushAll();
    expect(await pair.read(consumer)).toEqual(['1x10']);
    writeBytes(producer, 0, 2, 20);
    producer.partition.flushAll();

    expect(await pair.read(consumer)).toEqual(['2x20']);
  });

  it('case 10: given two channels and a backlog of one each, then each gets exactly one AddCredit of two', async () => {
    const pair = await SimulatedPair.start();
    const producers = ['p', 'q'].map((name) => pair.producing.produce(name, 1));
    const consumer = pair.consuming.consume(
      'g',
      producers.map((producer) => pair.source(producer)),
    );
    await pair.settle();

    for (const producer of producers) for (let i = 0; i < 2; i++) writeBytes(producer, 0, i, FULL);
    for (const producer of producers) producer.partition.builders[0]!.finish();
    await pair.settle();

    const channels = pair.consuming.exchange.gate('g')!.channels;
    expect(channels.map(({ credit }) => [credit.messagesSent, credit.creditsAnnounced])).toEqual([
      [1, 4],
      [1, 4],
    ]);
    expect(pair.tap.addCreditFrames).toBe(2);
    expect(await pair.read(consumer)).toHaveLength(4);
  });

  it('case 11: given a connection that takes no more, when credit accrues, then it leaves in one message later', async () => {
    const pair = await SimulatedPair.start(16);
    const producer = pair.producing.produce('p', 1);
    const consumer = pair.consuming.consume('g', [pair.source(producer)], 6, 0);
    for (let i = 0; i < 6; i++) writeBytes(producer, 0, i, FULL);
    producer.partition.builders[0]!.finish();
    await pair.world.advance(500);
    await pair.settle();
    pair.producing.exchange.turn();
    await pair.world.advance(500);
    pair.world.network.cut('b', 'a');

    for (let i = 0; i < 6; i++) {
      expect(consumer.gate.pollNext()).toBe(true);
      consumer.gate.releaseCurrent();
      pair.consuming.exchange.turn();
    }
    expect(pair.tap.addCreditFrames).toBe(1);
    pair.world.network.heal('b', 'a');
    await pair.world.advance(500);

    expect(pair.tap.addCreditFrames).toBe(2);
    expect((pair.views[0]!.flow as CreditFlow).credit).toBe(6);
  });

  it('case 20: given no credit and data, when the reader is rung, then nothing is sent; with credit, exactly that much', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1);
    const consumer = pair.consuming.consume('g', [pair.source(producer)], 2, 0);

    for (let i = 0; i < 6; i++) writeBytes(producer, 0, i, FULL);
    await pair.settle();

    expect((pair.views[0]!.flow as CreditFlow).credit).toBe(0);
    expect(pair.views[0]!.sequence).toBe(2);
    expect(consumer.gate.pollNext()).toBe(true);
    consumer.gate.releaseCurrent();
    await pair.settle();
    expect(pair.views[0]!.sequence).toBe(3);
  });

  it('case 21: given no credit and an event at the head, then it is sent, and data behind it waits', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1);
    const consumer = pair.consuming.consume('g', [pair.source(producer)], 2, 0);
    for (let i = 0; i < 2; i++) writeBytes(producer, 0, i, FULL);
    producer.partition.builders[0]!.finish();
    await pair.settle();

    producer.partition.emitEvent({ kind: 'endOfData', drain: false });
    writeBytes(producer, 0, 9, FULL);
    producer.partition.flushAll();
    await pair.settle();

    expect([pair.views[0]!.sequence, (pair.views[0]!.flow as CreditFlow).credit]).toEqual([3, 0]);
    expect(readAll(consumer, pair.consuming.memory)).toEqual(['0x256', '1x256', 'endOfData']);
    expect(await pair.read(consumer)).toEqual(['9x256']);
  });

  it('case 26: given two channels with data, then they alternate buffer by buffer', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 3);
    const sources = [0, 1, 2].map((index) => pair.source(producer, index));
    const consumer = pair.consuming.consume('g', sources, 4);
    await pair.settle();

    for (const target of [0, 2]) for (let i = 0; i < 4; i++) writeBytes(producer, target, i, FULL);
    await pair.settle();

    const order = pair.tap.dataOrder;
    expect(order).toHaveLength(6);
    expect(order.every((receiver, i) => i === 0 || receiver !== order[i - 1])).toBe(true);
    expect(await pair.read(consumer)).toHaveLength(6);
  });

  it('case 27: given a view that waits and one that does not, when cancelled twice, then both end once', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 2);
    const consumer = pair.consuming.consume(
      'g',
      [0, 1].map((index) => pair.source(producer, index)),
      1,
      0,
    );
    for (let i = 0; i < 3; i++) writeBytes(producer, 0, i, FULL);
    await pair.settle();

    consumer.gate.close();
    pair.consuming.exchange.releaseGate('g');
    pair.consuming.exchange.releaseGate('g');
    await pair.settle();

    expect(pair.views).toEqual([]);
    expect(pair.producing.read.sort()).toEqual(['p[0]', 'p[1]']);
    producer.partition.close();
    pair.producing.takeBack(producer);
    pair.consuming.takeBack(consumer);
  });

  it('case 29: given a request before its partition, when that is registered later, then data flows', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1, 10, false);
    const consumer = pair.consuming.consume('g', [pair.source(producer)]);
    writeBytes(producer, 0, 7, 30);
    producer.partition.flushAll();
    await pair.world.advance(9_000);

    pair.producing.register(producer);

    expect(await pair.read(consumer)).toEqual(['7x30']);
    expect(pair.failureCodes).toEqual([]);
  });

  it('case 29: given a request whose partition does not come, then NET_PARTITION_NOT_FOUND for that channel alone', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1);
    const missing = { ...pair.source(producer), partitionId: 'missing' as typeof producer.partitionId };
    const early = pair.consuming.consume('early', [missing]);
    const other = pair.consuming.consume('other', [pair.source(producer)]);

    await pair.world.advance(10_100);
    writeBytes(producer, 0, 7, 30);
    producer.partition.flushAll();

    expect(await pair.read(other)).toEqual(['7x30']);
    expect(pair.failureCodes).toEqual([]);
    expect(pair.consuming.missing.map(({ gateKey }) => gateKey)).toEqual(['early']);

    pair.consuming.exchange.requestAgain('early', 0);
    await pair.world.advance(10_100);
    expect(pair.failureCodes).toEqual(['early: NET_PARTITION_NOT_FOUND']);
    expect(early.gate.pollNext()).toBe(false);
  });

  it('given a partition that was missing, when it is requested again and comes, then its data flows', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1, 10, false);
    const consumer = pair.consuming.consume('late', [pair.source(producer)]);
    await pair.world.advance(10_100);
    expect(pair.consuming.missing.map(({ error }) => error.code)).toEqual(['NET_PARTITION_NOT_FOUND']);

    pair.consuming.exchange.requestAgain('late', 0);
    pair.producing.register(producer);
    writeBytes(producer, 0, 7, 30);
    producer.partition.flushAll();

    expect(await pair.read(consumer)).toEqual(['7x30']);
    expect(pair.failureCodes).toEqual([]);
  });

  it('given a gate that is released while its partition is missing, then asking again does nothing and all is home', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1, 10, false);
    const consumer = pair.consuming.consume('gone', [pair.source(producer)]);
    await pair.world.advance(10_100);

    consumer.gate.close();
    pair.consuming.exchange.releaseGate('gone');
    pair.consuming.exchange.requestAgain('gone', 0);
    await pair.settle();

    pair.consuming.takeBack(consumer);
    expect(pair.failureCodes).toEqual([]);
  });

  it('given a request that is cancelled while it waits, then no error comes, and the partition can be read by another', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1, 10, false);
    const first = pair.consuming.consume('first', [pair.source(producer)]);
    await pair.settle();

    first.gate.close();
    pair.consuming.exchange.releaseGate('first');
    await pair.settle();
    pair.producing.register(producer);
    const second = pair.consuming.consume('second', [pair.source(producer)]);
    writeBytes(producer, 0, 5, 5);
    producer.partition.flushAll();

    expect(await pair.read(second)).toEqual(['5x5']);
    await pair.world.advance(11_000);
    expect(pair.failureCodes).toEqual([]);
  });

  it('given a subpartition that is read already, when asked for again, then NET_SUBPARTITION_TAKEN', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1);
    pair.consuming.consume('first', [pair.source(producer)]);
    pair.consuming.consume('second', [pair.source(producer)]);
    pair.consuming.consume('beyond', [pair.source(producer, 5)]);

    await pair.settle();

    expect(pair.failureCodes).toEqual(['second: NET_SUBPARTITION_TAKEN', 'beyond: NET_SUBPARTITION_TAKEN']);
  });

  it('given a producer that fails, then its consumers get what it says, and others go on', async () => {
    const pair = await SimulatedPair.start();
    const [failing, healthy] = ['p', 'q'].map((name) => pair.producing.produce(name, 1));
    const consumers = [failing!, healthy!].map((producer) =>
      pair.consuming.consume(`of ${producer.partitionId}`, [pair.source(producer)]),
    );
    await pair.settle();

    const error = streamError('NET_PRODUCER_FAILED', { partition: 'p', reason: 'cancelled' });
    pair.producing.exchange.releasePartition(failing!.partitionId, error);
    writeBytes(healthy!, 0, 1, 10);
    healthy!.partition.flushAll();

    expect(await pair.read(consumers[1]!)).toEqual(['1x10']);
    expect(pair.consuming.failures.map((failure) => failure.error.message)).toEqual([error.message]);
    expect(pair.producing.released).toEqual(['p']);
  });
});
