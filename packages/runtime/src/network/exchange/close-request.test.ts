/** When a connection between TaskManagers ends without anything having failed (flink-data-plane.md §1.3, §5): never by
 *  itself, or with its last channel where connections are not kept. */
import { describe, expect, it } from 'vitest';
import { SimulatedPair } from '../testing/simulated-pair.ts';
import type { TestConsumer } from '../testing/simulated-task-manager.ts';
import { writeBytes } from '../testing/simulated-task-manager.ts';

async function pairOfTwo(reuseConnections: boolean) {
  const pair = await SimulatedPair.start(undefined, undefined, reuseConnections);
  const producers = ['p', 'q'].map((name) => pair.producing.produce(name, 1));
  const consumers = producers.map((producer, i) => pair.consuming.consume(`g${i}`, [pair.source(producer)]));
  await pair.settle();
  const release = async (consumer: TestConsumer): Promise<void> => {
    consumer.gate.close();
    pair.consuming.exchange.releaseGate(consumer.gateKey);
    await pair.settle();
  };
  return { pair, producers, consumers, release };
}

describe('a connection whose channels are released', () => {
  it('given connections are kept, then it stays when the last channel is gone, and the next one uses it', async () => {
    const { pair, consumers, release } = await pairOfTwo(true);
    const [connection] = pair.consuming.exchange.consumers;

    for (const consumer of consumers) await release(consumer);
    const producer = pair.producing.produce('r', 1);
    pair.consuming.consume('next', [pair.source(producer)]);
    await pair.settle();

    expect(pair.consuming.exchange.consumers).toEqual([connection]);
    expect(pair.views).toHaveLength(1);
  });

  it('given they are not kept, then it ends with the last channel, and nothing fails', async () => {
    const { pair, producers, consumers, release } = await pairOfTwo(false);

    await release(consumers[0]!);
    expect(pair.consuming.exchange.consumers).toHaveLength(1);
    writeBytes(producers[1]!, 0, 7, 70);
    producers[1]!.partition.flushAll();
    expect(await pair.read(consumers[1]!)).toEqual(['7x70']);
    await release(consumers[1]!);

    expect(pair.consuming.exchange.consumers).toEqual([]);
    expect(pair.producing.exchange.producers).toEqual([]);
    expect(pair.failureCodes).toEqual([]);
    expect(pair.producing.read.sort()).toEqual(['p[0]', 'q[0]']);
  });

  it('given they are not kept, then channels that were read to their end count until they are released', async () => {
    const { pair, producers, consumers, release } = await pairOfTwo(false);
    for (const { partition } of producers) partition.emitEvent({ kind: 'endOfPartition' });
    for (const consumer of consumers) expect(await pair.read(consumer)).toEqual(['endOfPartition']);
    expect(pair.consuming.exchange.consumers).toHaveLength(1);

    for (const consumer of consumers) await release(consumer);

    expect(pair.consuming.exchange.consumers).toEqual([]);
  });

  it('given a new channel in the turn in which the last one went, then it dials anew and reads', async () => {
    const { pair, consumers, release } = await pairOfTwo(false);
    await release(consumers[0]!);
    const producer = pair.producing.produce('r', 1);

    consumers[1]!.gate.close();
    pair.consuming.exchange.releaseGate('g1');
    const next = pair.consuming.consume('next', [pair.source(producer)]);
    writeBytes(producer, 0, 5, 50);
    producer.partition.flushAll();

    expect(await pair.read(next)).toEqual(['5x50']);
    expect(pair.consuming.exchange.consumers).toHaveLength(1);
    expect(pair.failureCodes).toEqual([]);
  });

  it('given a gate that is closed while its connection is dialled, then the connection does not stay behind', async () => {
    const pair = await SimulatedPair.start(undefined, undefined, false);
    const producer = pair.producing.produce('p', 1);
    const consumer = pair.consuming.consume('g', [pair.source(producer)]);

    consumer.gate.close();
    pair.consuming.exchange.releaseGate('g');
    await pair.settle();

    expect(pair.consuming.exchange.consumers).toEqual([]);
    expect(pair.producing.exchange.producers).toEqual([]);
  });
});
