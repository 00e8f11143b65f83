/** Buffers between two simulated TaskManagers: credit, backlog, events, failures, conservation. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../../io/sim/index.ts';
import {
  readAll,
  SimulatedTaskManager,
  type TestConsumer,
  writeBytes,
} from '../testing/simulated-task-manager.ts';

async function twoTaskManagers(seed: number = 1) {
  const world = new SimWorld({ seed });
  const producing = await world.complete(SimulatedTaskManager.start(world.node('a')));
  const consuming = await world.complete(SimulatedTaskManager.start(world.node('b')));
  /** Lets everything happen that can happen. */
  const settle = async (): Promise<void> => {
    do await world.run();
    while (Number(producing.exchange.turn()) + Number(consuming.exchange.turn()) > 0);
  };
  const read = async (consumer: TestConsumer): Promise<string[]> => {
    const seen: string[] = [];
    for (;;) {
      await settle();
      const more = readAll(consumer, consuming.memory);
      if (more.length === 0) return seen;
      seen.push(...more);
    }
  };
  return { world, producing, consuming, settle, read };
}

describe('a remote channel', () => {
  it('given buffers and events of a producer, when a remote gate reads, then it gets all of them in order', async () => {
    const { producing, consuming, read, settle } = await twoTaskManagers();
    const producer = producing.produce('p', 1);
    const source = { partitionId: producer.partitionId, subpartitionIndex: 0, address: producing.address };
    const consumer = consuming.consume('g', [source]);

    for (let i = 1; i <= 5; i++) writeBytes(producer, 0, i, 200);
    producer.partition.emitEvent({ kind: 'endOfData', drain: true });
    producer.partition.emitEvent({ kind: 'endOfPartition' });
    const seen = await read(consumer);

    expect(seen).toEqual(['1x200', '2x200', '3x200', '4x200', '5x200', 'endOfData', 'endOfPartition']);
    expect(consumer.gate.finished).toBe(true);
    producer.partition.close();
    consumer.gate.close();
    consuming.exchange.releaseGate('g');
    await settle();
    expect(producing.read).toEqual(['p[0]']);
    expect(producing.pool.reclaim(producer.grant)).toBe(0);
    expect(consuming.pool.reclaim(consumer.grant)).toBe(0);
  });
});
