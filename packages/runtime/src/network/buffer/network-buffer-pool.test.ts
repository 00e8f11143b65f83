/** Grants: what is promised is kept, the excess is shared, whole back, and nothing twice. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fairShares } from './fair-shares.ts';
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

  it('given fewer free segments than wanted, when enough are there, then the grant begins small and grows to all', () => {
    const pool = new NetworkBufferPool(SegmentMemory.create(10, 1024, 1));
    const grant = pool.grant({ owner: 'a', required: 3, wanted: 15 });
    expect(grant.segments).toHaveLength(3);

    pool.distribute();

    expect(pool.gather(grant).segments).toHaveLength(10);
  });

  it('given all segments are lent, when what is required still fits, then it is promised and follows as it returns', () => {
    const memory = SegmentMemory.create(10, 1024, 1);
    const pool = new NetworkBufferPool(memory);
    const first = pool.grant({ owner: 'a', required: 2, wanted: 10 });
    pool.distribute();
    const all = pool.gather(first).segments;

    const second = pool.grant({ owner: 'b', required: 6, wanted: 6 });
    expect([pool.isComplete(second), pool.awaitsReturns]).toEqual([false, true]);
    for (const segment of all.subarray(0, 6)) memory.giveBack(segment);
    pool.distribute();

    expect([pool.isComplete(second), pool.awaitsReturns]).toEqual([true, false]);
    expect(pool.gather(second).segments.toSorted()).toEqual(all.subarray(0, 6).toSorted());
  });

  it('given any pools, then the shares add up to what there is or can be used, and every one is within its bounds', () => {
    const pools = fc.array(
      fc.tuple(fc.nat(50), fc.nat(90)).map(([required, extra]) => ({ required, limit: required + extra })),
    );
    fc.assert(
      fc.property(pools, fc.nat(3_000), (demands, excess) => {
        const required = demands.reduce((sum, demand) => sum + demand.required, 0);
        const limit = demands.reduce((sum, demand) => sum + demand.limit, 0);

        const shares = fairShares(required + excess, demands);

        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(Math.min(required + excess, limit));
        for (const [i, share] of shares.entries()) {
          expect(share).toBeGreaterThanOrEqual(demands[i]!.required);
          expect(share).toBeLessThanOrEqual(demands[i]!.limit);
        }
      }),
    );
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
