/** Producer and consumer in one TaskManager: rings, bounded pools, no credit. */
import { describe, expect, it } from 'vitest';
import type { ResultPartitionId } from '../base/index.ts';
import {
  asUnaligned,
  createRingBuffer,
  Doorbell,
  NetworkBufferPool,
  ResultPartition,
  SegmentMemory,
  SingleInputGate,
} from './index.ts';
import { barrier } from './testing/open-subpartition.ts';

const SEGMENT = 1024;

function localChannel(options: { subpartitions?: number; segments?: number; overdraft?: number } = {}) {
  const memory = SegmentMemory.create(64, SEGMENT, 2);
  const pool = new NetworkBufferPool(memory);
  const subpartitions = options.subpartitions ?? 1;
  const segments = options.segments ?? 15;
  const grant = pool.grant({ owner: 'test', required: segments, wanted: segments });
  const rings = Array.from({ length: subpartitions }, () => createRingBuffer());
  const producer = new Doorbell(memory.doorbells, 0);
  const consumer = new Doorbell(memory.doorbells, 1);
  const partition = new ResultPartition(
    { partitionId: 'p' as ResultPartitionId, grant, overdraft: options.overdraft ?? 5, rings },
    {
      memory,
      doorbell: producer,
      blockUntilAvailable: () => {
        throw new Error('blocked');
      },
    },
  );
  const inFlightOutput: unknown[] = [];
  const gate = new SingleInputGate(
    { gateIndex: 0, rings, recycleBatch: 1 },
    {
      memory,
      doorbell: consumer,
      inFlightOutput: (gateIndex, channel, checkpointId, slices) =>
        inFlightOutput.push([gateIndex, channel, checkpointId, slices.map((slice) => slice[0])]),
    },
  );
  return { memory, pool, grant, partition, gate, producer, consumer, inFlightOutput };
}

function write(
  channel: ReturnType<typeof localChannel>,
  value: number,
  length = 100,
  subpartition = 0,
): void {
  const builder = channel.partition.builders[subpartition]!;
  if (builder.position + length > builder.limit) builder.reserve(length);
  channel.memory.bytes.fill(value, builder.position, builder.position + length);
  builder.position += length;
}

function read(channel: ReturnType<typeof localChannel>): string[] {
  const seen: string[] = [];
  while (channel.gate.pollNext()) {
    const { event, start, end } = channel.gate;
    seen.push(event === undefined ? `${channel.memory.bytes[start]}x${end - start}` : event.kind);
    channel.gate.releaseCurrent();
  }
  return seen;
}

describe('a local channel', () => {
  it('given committed bytes of an open buffer, when the gate polls, then it gets what is new', () => {
    const channel = localChannel();

    write(channel, 1);
    expect(read(channel)).toEqual([]);
    channel.partition.flushAll();
    expect(read(channel)).toEqual(['1x100']);
    write(channel, 2);
    channel.partition.flushAll();

    expect(read(channel)).toEqual(['2x100']);
  });

  it('given everything was read and closed on both sides, then every segment came home', () => {
    const channel = localChannel({ subpartitions: 3 });

    for (let i = 0; i < 12; i++) write(channel, i, 700, i % 3);
    channel.partition.emitEvent({ kind: 'endOfData', drain: true });
    channel.partition.emitEvent({ kind: 'endOfPartition' });
    const seen = read(channel);
    channel.partition.close();
    channel.gate.close();

    expect(seen.filter((s) => s.endsWith('x700'))).toHaveLength(12);
    expect(seen.filter((s) => s === 'endOfPartition')).toHaveLength(3);
    expect(channel.gate.finished).toBe(true);
    expect(channel.pool.reclaim(channel.grant)).toBe(0);
    expect(channel.pool.freeSegments).toBe(64);
  });

  it('given an aligned barrier, when it was read, then its channel alone stands still until it is resumed', () => {
    const channel = localChannel({ subpartitions: 2 });
    write(channel, 1, 100, 0);
    channel.partition.subpartitions[0]!.addEvent(barrier(1));
    write(channel, 2, 100, 0);
    write(channel, 3, 100, 1);
    channel.partition.flushAll();

    expect(read(channel)).toEqual(['1x100', '3x100', 'checkpointBarrier']);
    write(channel, 4, 100, 1);
    channel.partition.flushAll();
    expect(read(channel)).toEqual(['4x100']);
    channel.gate.resumeConsumption(0);

    expect(read(channel)).toEqual(['2x100']);
    expect(() => channel.gate.resumeConsumption(0)).toThrow('resumed only while its barrier blocks it');
  });

  it('given an unaligned barrier, then what it overtook is its producer’s output, and what was read before is input', () => {
    const channel = localChannel({ subpartitions: 2 });
    const input: unknown[] = [];
    const unaligned = asUnaligned(barrier(1));
    channel.partition.subpartitions[1]!.addEvent(unaligned);
    expect(channel.gate.pollNext()).toBe(true);
    channel.gate.checkpointStarted(1, (_, index, bytes) => input.push([index, bytes[0]]));
    write(channel, 1, SEGMENT, 0);
    write(channel, 2, SEGMENT, 0);
    write(channel, 3, 100, 1);
    expect([channel.gate.pollNext(), channel.memory.bytes[channel.gate.start]]).toEqual([true, 1]);
    channel.gate.releaseCurrent();

    channel.partition.subpartitions[0]!.addEvent(unaligned);
    channel.partition.flushAll();

    expect(read(channel)).toEqual(['checkpointBarrier', '3x100', '2x1024']);
    expect(input).toEqual([[0, 1]]);
    expect(channel.inFlightOutput).toEqual([
      [0, 1, 1, []],
      [0, 0, 1, [2]],
    ]);
  });

  it('given a channel without data, when an unaligned barrier comes, then the consumer’s doorbell rings', () => {
    const channel = localChannel();
    expect([read(channel), channel.gate.hasPriority, channel.consumer.dispatch()]).toEqual([
      [],
      false,
      false,
    ]);

    channel.partition.emitEvent(asUnaligned(barrier(1)));

    expect([channel.gate.hasPriority, channel.gate.pollPriority()]).toEqual([true, true]);
  });

  it('given an unavailable partition, when the consumer recycles, then the producer’s doorbell rings', () => {
    const channel = localChannel({ segments: 3, overdraft: 0 });

    for (let i = 0; i < 3; i++) write(channel, i, SEGMENT);
    expect(channel.partition.available).toBe(false);
    expect(channel.partition.refreshAvailability()).toBe(false);
    expect(channel.producer.dispatch()).toBe(false);
    expect(read(channel)).toEqual(['0x1024', '1x1024', '2x1024'].slice(0, 2));

    expect(channel.producer.dispatch()).toBe(true);
    expect(channel.partition.available).toBe(true);
  });

  it('given a reader that desires smaller buffers, then the next ones are smaller, and the open one is not', () => {
    const channel = localChannel();
    write(channel, 1, 500);

    channel.gate.announceBufferSize(250);
    write(channel, 1, 400);
    for (let i = 0; i < 3; i++) write(channel, 2, 200);
    channel.partition.flushAll();

    expect(read(channel)).toEqual(['1x900', '2x200', '2x200', '2x200']);
  });

  it('given smaller buffers are desired, then a record that is larger still fits into one', () => {
    const channel = localChannel();
    channel.gate.announceBufferSize(100);

    for (let i = 0; i < 2; i++) write(channel, 3, 300);
    channel.partition.flushAll();

    expect(read(channel)).toEqual(['3x300', '3x300']);
  });

  it('case 39: given a desired size of 1 and no free buffer, then the open buffer is extended and nobody waits', () => {
    const channel = localChannel({ segments: 2, overdraft: 0 });
    channel.gate.announceBufferSize(1);

    for (let i = 0; i < 5; i++) write(channel, i, 10);
    channel.partition.flushAll();

    // Two buffers are all there are: the second takes what a third, fourth and fifth would have.
    expect(channel.partition.available).toBe(false);
    expect(read(channel)).toEqual(['0x10', '1x40']);
  });

  it('given an extended buffer, when its segment is full, then the task waits as ever', () => {
    const channel = localChannel({ segments: 2, overdraft: 0 });
    channel.gate.announceBufferSize(1);
    write(channel, 0, 10);

    for (let i = 0; i < 10; i++) write(channel, 1, 100);

    expect(() => write(channel, 1, 100)).toThrow('blocked');
  });

  it('given a reader that takes endOfData, then its producer knows at once that all records were processed', () => {
    const channel = localChannel();
    write(channel, 1);
    channel.partition.emitEvent({ kind: 'endOfData', drain: true });
    expect(channel.gate.pollNext()).toBe(true);
    channel.gate.releaseCurrent();
    channel.producer.dispatch();
    expect(channel.partition.allRecordsProcessed).toBe(false);

    expect(read(channel)).toEqual(['endOfData']);

    expect(channel.producer.dispatch()).toBe(true);
    expect(channel.partition.allRecordsProcessed).toBe(true);
  });

  it('given two readers, then all records are processed when the last one has taken endOfData', () => {
    const channel = localChannel({ subpartitions: 2 });
    channel.partition.emitEvent({ kind: 'endOfData', drain: true });

    channel.gate.pollNext();
    channel.gate.releaseCurrent();
    expect(channel.partition.allRecordsProcessed).toBe(false);
    channel.gate.pollNext();

    expect(channel.partition.allRecordsProcessed).toBe(true);
  });
});
