/** What a consumer tells a producer in another TaskManager besides credit: the size of buffers it would like, and that it
 *  has processed everything. On a simulated network; local channels: local-channel.test.ts. */
import { describe, expect, it } from 'vitest';
import { SimulatedPair } from '../testing/simulated-pair.ts';
import { readAll, type TestProducer, writeBytes } from '../testing/simulated-task-manager.ts';
import { FrameEncoder } from '../wire/index.ts';

async function pairOfOne(flowControl: 'credit' | 'tcp' = 'credit') {
  const pair = await SimulatedPair.start();
  const producer = pair.producing.produce('p', 1);
  const exclusive = flowControl === 'credit' ? 2 : 0;
  const consumer = pair.consuming.consume('g', [pair.source(producer)], exclusive, 8, { flowControl });
  return { pair, producer, consumer };
}

/** Four records of 50 bytes, and then all of them visible. */
function writeFour(producer: TestProducer): void {
  for (let i = 0; i < 4; i++) writeBytes(producer, 0, i, 50);
  producer.partition.flushAll();
}

describe('the desired size of buffers', () => {
  it.each(['credit', 'tcp'] as const)(
    'given %s flow control, when the consumer announces a size, then the next buffers of its producer obey',
    async (flowControl) => {
      const { pair, producer, consumer } = await pairOfOne(flowControl);
      await pair.settle();

      consumer.gate.announceBufferSize(100);
      await pair.settle();
      writeFour(producer);

      expect(producer.partition.subpartitions[0]!.desiredBufferSize).toBe(100);
      expect(producer.partition.buffersOut).toBe(1);
      expect(await pair.read(consumer)).toHaveLength(2);
    },
  );

  it('given it is announced before the connection stands, then it follows the request', async () => {
    const { pair, producer, consumer } = await pairOfOne();

    consumer.gate.announceBufferSize(64);
    await pair.settle();

    expect(producer.partition.subpartitions[0]!.desiredBufferSize).toBe(64);
  });

  it('given it changes twice in a turn, then the last one counts', async () => {
    const { pair, producer, consumer } = await pairOfOne();
    await pair.settle();

    for (const size of [64, 128]) consumer.gate.announceBufferSize(size);
    await pair.settle();

    expect(producer.partition.subpartitions[0]!.desiredBufferSize).toBe(128);
  });

  it('case 28: given NewBufferSize before the reader exists, then it is ignored silently, and so is one for nothing', async () => {
    const { pair, producer, consumer } = await pairOfOne();
    const connecting = pair.strangerNetwork.connect(pair.producing.address, { timeoutMs: 1_000 });
    const connection = await pair.world.complete(connecting);
    const received: Uint8Array[] = [];
    const data = (bytes: Uint8Array): void => void received.push(bytes);
    connection.handle({ data, drained: () => {}, closed: () => received.push(new Uint8Array(0)) });
    const encoder = new FrameEncoder();

    encoder.newBufferSize(99, 1_024);
    encoder.newBufferSize(1, 0);
    connection.write(encoder.take());
    await pair.settle();
    writeFour(producer);

    expect(received).toEqual([]);
    expect(pair.failureCodes).toEqual([]);
    expect(producer.partition.subpartitions[0]!.desiredBufferSize).toBe(0);
    expect(await pair.read(consumer)).toEqual(['0x200']);
  });
});

describe('all user records processed', () => {
  it.each(['credit', 'tcp'] as const)(
    'given %s flow control, when the consumer takes endOfData, then its producer is rung and knows',
    async (flowControl) => {
      const { pair, producer, consumer } = await pairOfOne(flowControl);
      writeFour(producer);
      producer.partition.emitEvent({ kind: 'endOfData', drain: true });
      await pair.settle();
      expect(producer.partition.allRecordsProcessed).toBe(false);
      producer.doorbell.dispatch();

      readAll(consumer, pair.consuming.memory);
      await pair.settle();

      expect(producer.doorbell.dispatch()).toBe(true);
      expect(producer.partition.allRecordsProcessed).toBe(true);
    },
  );

  it('given consumers of two TaskManagers’ gates, then the producer waits for the slower one', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 2);
    const consumers = [0, 1].map((index) =>
      pair.consuming.consume(`g${index}`, [pair.source(producer, index)]),
    );
    producer.partition.emitEvent({ kind: 'endOfData', drain: true });

    await pair.read(consumers[0]!);
    expect(producer.partition.allRecordsProcessed).toBe(false);
    await pair.read(consumers[1]!);

    expect(producer.partition.allRecordsProcessed).toBe(true);
  });
});
