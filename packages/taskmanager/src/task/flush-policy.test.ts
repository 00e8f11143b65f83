/** When buffers are flushed: every timeout while busy, and never left behind when the thread sleeps. */
import { describe, expect, it } from 'vitest';
import { FlushPolicy } from './flush-policy.ts';

describe('flush policy', () => {
  it('given 1 ms and steady work, then it flushes once a millisecond', () => {
    const policy = new FlushPolicy(1);
    const flushes: number[] = [];
    for (let nowMs = 0; nowMs < 5; nowMs += 0.25) {
      if (!policy.afterWork(nowMs)) continue;
      flushes.push(nowMs);
      policy.flushed(nowMs);
    }
    expect(flushes).toEqual([1, 2, 3, 4]);
  });

  it('given a flush just before, when the thread is about to sleep, then it sleeps 0.2 ms at most', () => {
    const policy = new FlushPolicy(1);
    policy.flushed(10);
    policy.afterWork(10.05);
    expect(policy.beforeSleep(10.1)).toBe(false);
    expect(policy.nextFlushMs).toBeCloseTo(10.2);
    expect(policy.beforeSleep(10.21)).toBe(true);
    policy.flushed(10.21);
    expect([policy.beforeSleep(20), policy.nextFlushMs]).toEqual([false, Infinity]);
  });

  it('given 0, then every turn flushes; given -1, then none does', () => {
    const always = new FlushPolicy(0);
    const never = new FlushPolicy(-1);
    expect([1, 1.1, 1.2].map((nowMs) => always.afterWork(nowMs))).toEqual([true, true, true]);
    expect([1, 1000].map((nowMs) => never.afterWork(nowMs) || never.beforeSleep(nowMs))).toEqual([
      false,
      false,
    ]);
    expect(never.nextFlushMs).toBe(Infinity);
  });
});
