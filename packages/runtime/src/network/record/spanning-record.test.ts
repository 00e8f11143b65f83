/** Records that are cut by the ends of buffers, each channel its own, while events come between the pieces. */
import { describe, expect, it } from 'vitest';
import { asId } from '../../base/index.ts';
import { NetworkBufferPool, SegmentMemory } from '../buffer/index.ts';
import { SingleInputGate } from '../channel/index.ts';
import { ResultPartition } from '../partition/index.ts';
import { createRingBuffer, Doorbell } from '../ring/index.ts';
import { barrier } from '../testing/open-subpartition.ts';
import { ByteArea } from './byte-area.ts';
import { RecordEncoder } from './record-encoder.ts';
import { RecordReader } from './record-reader.ts';

const SEGMENT = 256;
const CHANNELS = 2;

function open() {
  const memory = SegmentMemory.create(64, SEGMENT, 2);
  const grant = new NetworkBufferPool(memory).grant({ owner: 'test', required: 60, wanted: 60 });
  const rings = Array.from({ length: CHANNELS }, () => createRingBuffer());
  const partition = new ResultPartition(
    { partitionId: asId('p'), grant, overdraft: 0, rings },
    {
      memory,
      doorbell: new Doorbell(memory.doorbells, 0),
      blockUntilAvailable: () => expect.unreachable(),
    },
  );
  const gate = new SingleInputGate(
    { gateIndex: 0, rings, recycleBatch: 1 },
    { memory, doorbell: new Doorbell(memory.doorbells, 1) },
  );
  const area = new ByteArea(memory.bytes);
  const encoder = new RecordEncoder({
    area,
    buffers: partition.builders,
    segmentSize: SEGMENT,
    keyed: false,
    maxParallelism: 128,
    codeGeneration: false,
  });
  const seen: string[] = [];
  const reader = new RecordReader({
    area,
    channelCount: CHANNELS,
    codeGeneration: false,
    canEmit: () => true,
    process: (value) => seen.push(`record ${String(value).length}`),
  });
  return {
    partition,
    gate,
    seen,
    write: (length: number, channel: number) => encoder.write('x'.repeat(length), undefined, channel),
    /** Reads one slice or event. */
    step: (): boolean => {
      if (!gate.pollNext()) return false;
      if (gate.event !== undefined) seen.push(gate.event.kind);
      else {
        reader.openSlice(gate.channelIndex, gate.start, gate.end);
        expect(reader.readSlice()).toBe(true);
        gate.releaseCurrent();
        if (reader.hasPartialRecord) seen.push('…');
      }
      return true;
    },
    hasPartialRecord: () => reader.hasPartialRecord,
  };
}

describe('records cut by the ends of buffers', () => {
  it('given the pieces of two channels in turn, and a barrier that overtakes between them, then each comes out whole', () => {
    const { partition, seen, write, step, hasPartialRecord } = open();
    write(700, 0);
    write(500, 1);
    expect([step(), step(), seen]).toEqual([true, true, ['…', '…']]);

    partition.emitEvent(barrier(1, 'unaligned'));
    while (step());

    expect(seen.slice(2, 4)).toEqual(['checkpointBarrier', 'checkpointBarrier']);
    expect(seen.filter((each) => each.startsWith('record'))).toEqual(['record 500', 'record 700']);
    expect(hasPartialRecord()).toBe(false);
  });

  it('given a barrier that blocks one channel, then the other’s records go on, and the first’s after it is resumed', () => {
    const { partition, gate, seen, write, step } = open();
    write(300, 0);
    partition.subpartitions[0]!.addEvent(barrier(1));
    write(600, 0);
    write(700, 1);
    partition.flushAll();

    while (step());
    expect(seen.filter((each) => each !== '…')).toEqual(['record 300', 'checkpointBarrier', 'record 700']);
    gate.resumeConsumption(0);
    while (step());

    expect(seen.at(-1)).toBe('record 600');
  });
});
