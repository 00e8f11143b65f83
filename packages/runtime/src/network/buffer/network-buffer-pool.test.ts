/** Grants: whole out, whole back, and nothing twice. */
import { describe, expect, it } from 'vitest';
import { NetworkBufferPool } from './network-buffer-pool.ts';
import { SegmentMemory } from './segment-memory.ts';

describe('the pool of a TaskManager', () => {
  it('given too few free segments, when more are required, then NET_INSUFFICIENT_BUFFERS tells how many are missing', () => {
    const pool = new NetworkBufferPool(SegmentMemory.create(4, 1024, 1));
    pool.grant({ owner: 'a', required: 3, wanted: 3 });

    expect(() => pool.grant({ owner: 'map (1/2)', required: 2, wanted: 9 })).toThrow(
      expect.objectContaining({
        code: 'NET_INSUFFICIENT_BUFFERS',
        details: { owner: 'map (1/2)', required: 2, free: 1, total: 4, segmentKb: 1 },
      }),
    );
    expect(pool.freeSegments).toBe(1);
  });

  it('given fewer free segments than wanted, when enough are there, then the grant is smaller', () => {
    const pool = new NetworkBufferPool(SegmentMemory.create(10, 1024, 1));

    expect(pool.grant({ owner: 'a', required: 3, wanted: 15 }).segments).toHaveLength(10);
  });

  it('given grants that come and go, then no segment is ever in two of them', () => {
    const memory = SegmentMemory.create(32, 64, 1);
    const pool = new NetworkBufferPool(memory);
    const first = pool.grant({ owner: 'a', required: 10, wanted: 10 });
    const second = pool.grant({ owner: 'b', required: 20, wanted: 20 });

    for (const segment of first.segments) memory.recycle(segment);
    expect(pool.reclaim(first)).toBe(0);
    const third = pool.grant({ owner: 'c', required: 12, wanted: 12 });

    expect(new Set([...second.segments, ...third.segments]).size).toBe(32);
  });

  it('given a segment that never came home, when its grant is taken back, then it is counted as lost and free again', () => {
    const memory = SegmentMemory.create(4, 64, 1);
    const pool = new NetworkBufferPool(memory);
    const grant = pool.grant({ owner: 'a', required: 4, wanted: 4 });

    for (const segment of grant.segments.subarray(1)) memory.recycle(segment);

    expect(pool.reclaim(grant)).toBe(1);
    expect(pool.freeSegments).toBe(4);
  });

  it('given a segment on its way home, when it is recycled again, then that is refused as a defect', () => {
    const memory = SegmentMemory.create(4, 64, 1);
    const [segment] = new NetworkBufferPool(memory).grant({ owner: 'a', required: 1, wanted: 1 }).segments;

    memory.recycle(segment!);

    expect(() => memory.recycle(segment!)).toThrow('recycled once');
  });
});
