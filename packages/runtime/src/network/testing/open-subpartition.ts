/** A subpartition and its view on one thread, for tests of the queue itself. Imported by tests alone. */
import { LocalBufferPool, NetworkBufferPool, SegmentMemory } from '../buffer/index.ts';
import type { BarrierAlignment, CheckpointBarrier } from '../event/index.ts';
import { Subpartition, SubpartitionView } from '../partition/index.ts';
import { createRingBuffer, Doorbell, NO_SEGMENT } from '../ring/index.ts';

export const SUBPARTITION_SEGMENT_BYTES: number = 2048;

export type OpenSubpartition = {
  readonly memory: SegmentMemory;
  readonly subpartition: Subpartition;
  readonly view: SubpartitionView;
  readonly builder: Subpartition['builder'];
  write(length: number): void;
  /** Lengths of the slices polled until nothing is left; 0 for an event. Recycles. */
  pollAll(): number[];
  /** How often the reader was rung since the last look. */
  takeRings(): number;
  /** Lengths of what lies in front of the event that was polled last, as the reader sees it. */
  overtaken(): number[];
};

export function openSubpartition(): OpenSubpartition {
  const memory = SegmentMemory.create(64, SUBPARTITION_SEGMENT_BYTES, 1);
  const grant = new NetworkBufferPool(memory).grant({ owner: 'test', required: 60, wanted: 60 });
  const pool = new LocalBufferPool(memory, grant, { subpartitionCount: 1, overdraft: 0 });
  const ring = createRingBuffer();
  const subpartition = new Subpartition(0, memory, pool, ring, () => {
    throw new Error('no segment left');
  });
  const view = new SubpartitionView(memory, ring);
  const doorbell = new Doorbell(memory.doorbells, 0);
  let rings = 0;
  view.ring.attach(0, doorbell.register({ onReady: () => rings++ }));
  const { builder } = subpartition;
  return {
    memory,
    subpartition,
    view,
    builder,
    write: (length) => {
      builder.reserve(length);
      builder.position += length;
    },
    pollAll: () => {
      const lengths: number[] = [];
      while (view.poll()) {
        if (view.event !== undefined || view.end > view.start) lengths.push(view.end - view.start);
        if (view.segmentDone !== NO_SEGMENT) memory.recycle(view.segmentDone);
      }
      return lengths;
    },
    takeRings: () => {
      rings = 0;
      doorbell.dispatch();
      return rings;
    },
    overtaken: () => {
      const lengths: number[] = [];
      view.forEachQueued(view.overtakenUntil, (start, end) => lengths.push(end - start));
      return lengths;
    },
  };
}

export function barrier(
  checkpointId: number,
  alignment: BarrierAlignment = 'aligned',
  alignedTimeoutMs: number = Infinity,
): CheckpointBarrier {
  return {
    kind: 'checkpointBarrier',
    checkpointId,
    timestampMs: 0,
    snapshot: 'checkpoint',
    alignment,
    alignedTimeoutMs,
  };
}
