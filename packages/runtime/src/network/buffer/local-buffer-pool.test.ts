/** The pool of a result partition: when it is available, what the overdraft is for, and who is rung. */
import { describe, expect, it } from 'vitest';
import { Doorbell, NO_SEGMENT, RING_DATA_CAPACITY } from '../ring/index.ts';
import { LocalBufferPool, type LocalBufferPoolOptions } from './local-buffer-pool.ts';
import { NetworkBufferPool } from './network-buffer-pool.ts';
import { SegmentMemory } from './segment-memory.ts';

function poolOf(
  segments: number,
  options: LocalBufferPoolOptions,
  required: number = segments - options.overdraft,
) {
  const memory = SegmentMemory.create(128, 64, 2);
  const global = new NetworkBufferPool(memory);
  const grant = global.grant({ owner: 'test', required, wanted: segments });
  global.distribute();
  const pool = new LocalBufferPool(memory, grant, options);
  const doorbell = new Doorbell(memory.doorbells, 1);
  pool.recycled.attach(doorbell.thread, doorbell.register({ onReady: () => {} }));
  pool.drain();
  return { memory, global, grant, pool, doorbell };
}

describe('the pool of a result partition', () => {
  it('case 36: given two per channel at most, when a channel holds two, then it is unavailable but still gives', () => {
    const options = { subpartitionCount: 2, overdraft: 0, maxBuffersPerSubpartition: 2 };
    const { memory, pool } = poolOf(10, options);

    const first = pool.request(0);
    expect(pool.available).toBe(true);
    const second = pool.request(0);
    expect(pool.available).toBe(false);
    const third = pool.request(0);
    const other = pool.request(1);
    expect([third, other].includes(NO_SEGMENT)).toBe(false);

    memory.recycle(first);
    expect(pool.drain()).toBe(false);
    memory.recycle(second);
    expect(pool.drain()).toBe(true);
  });

  it('case 37: given all regular buffers are used, then exactly the overdraft is left, and all of it counts', () => {
    const { memory, pool } = poolOf(7, { subpartitionCount: 4, overdraft: 3 });

    const regular = Array.from({ length: 4 }, (_, i) => pool.request(i));
    expect(pool.available).toBe(false);
    const overdraft = Array.from({ length: 3 }, (_, i) => pool.request(i));
    expect(overdraft).not.toContain(NO_SEGMENT);
    expect(pool.request(0)).toBe(NO_SEGMENT);

    for (const segment of overdraft) {
      memory.recycle(segment);
      expect(pool.drain()).toBe(false);
    }
    memory.recycle(regular[0]!);
    expect(pool.drain()).toBe(true);
  });

  it('given one subpartition that nobody reads, then it stops at what its ring holds, whatever is free', () => {
    const { pool } = poolOf(100, { subpartitionCount: 2, overdraft: 0 });

    for (let i = 0; i < RING_DATA_CAPACITY; i++) expect(pool.request(0)).not.toBe(NO_SEGMENT);

    expect(pool.request(0)).toBe(NO_SEGMENT);
    expect(pool.request(1)).not.toBe(NO_SEGMENT);
  });

  it('given all came home right after a request failed, then the writer asks again, for nobody would ring', () => {
    const { memory, pool, doorbell } = poolOf(3, { subpartitionCount: 1, overdraft: 1 });
    const segments = Array.from({ length: 3 }, () => pool.request(0));
    expect(pool.request(0)).toBe(NO_SEGMENT);

    for (const segment of segments) memory.recycle(segment);

    expect(pool.hasSegmentOrAwait(0)).toBe(true);
    expect(doorbell.dispatch()).toBe(false);
    expect(pool.request(0)).not.toBe(NO_SEGMENT);
  });

  it('given none came home, then the writer waits and the next one rings', () => {
    const { memory, pool, doorbell } = poolOf(2, { subpartitionCount: 1, overdraft: 1 });
    const [first] = [pool.request(0), pool.request(0)];

    expect(pool.hasSegmentOrAwait(0)).toBe(false);
    memory.recycle(first);

    expect(doorbell.dispatch()).toBe(true);
    expect(pool.hasSegmentOrAwait(0)).toBe(true);
  });

  it('given the owner awaits a segment, when one comes home, then it is rung, and not otherwise', () => {
    const { memory, pool, doorbell } = poolOf(2, { subpartitionCount: 1, overdraft: 0 });
    const [first, second] = [pool.request(0), pool.request(0)];

    memory.recycle(first);
    expect(doorbell.dispatch()).toBe(false);
    pool.drain();
    pool.request(0);
    expect(pool.drainOrAwait()).toBe(false);
    memory.recycle(second);

    expect(doorbell.dispatch()).toBe(true);
    expect(pool.drainOrAwait()).toBe(true);
  });

  it('case 38: given a pool that shrinks below what is out, then segments return as they are recycled, consistently', () => {
    const { memory, global, grant, pool, doorbell } = poolOf(
      100,
      { subpartitionCount: 1, overdraft: 5, maxBuffersPerSubpartition: 100 },
      10,
    );
    const out = Array.from({ length: 40 }, () => pool.request(0));

    const other = global.grant({ owner: 'other', required: 100, wanted: 100 });
    expect(other.segments).toHaveLength(28);
    expect(pool.size).toBe(100);

    expect(doorbell.dispatch()).toBe(true);
    expect(pool.drain()).toBe(false);
    const target = memory.target(grant.home);
    expect([target, pool.size, pool.freeCount]).toEqual([28, 40, 0]);
    for (const [i, segment] of out.entries()) {
      memory.recycle(segment);
      expect(pool.drain()).toBe(pool.freeCount > 5);
      expect(pool.size).toBe(Math.max(target, 40 - i - 1));
      expect(pool.inUseBy(0)).toBe(40 - i - 1);
    }
    global.distribute();
    expect(global.isComplete(other)).toBe(true);
  });

  it('given a closed pool, when the last segment comes home, then the grant can be taken back whole', () => {
    const { memory, global, grant, pool } = poolOf(5, { subpartitionCount: 1, overdraft: 0 });
    const out = pool.request(0);

    pool.close();
    memory.recycle(out);

    expect(global.reclaim(grant)).toBe(0);
    expect(global.freeSegments).toBe(128);
  });
});
