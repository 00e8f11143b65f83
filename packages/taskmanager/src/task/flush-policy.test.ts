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
    expect(policy.beforeSleep(10.1, 'input')).toBe(false);
    expect(policy.nextFlushMs).toBeCloseTo(10.2);
    expect(policy.beforeSleep(10.21, 'input')).toBe(true);
    policy.flushed(10.21);
    expect([policy.beforeSleep(20, 'input'), policy.nextFlushMs]).toEqual([false, Infinity]);
  });

  it('given a full output, when the thread is about to sleep, then nothing is shown before the buffer timeout', () => {
    const policy = new FlushPolicy(100);
    policy.flushed(10);
    policy.afterWork(10.05);
    expect([policy.beforeSleep(11, 'output'), policy.nextFlushMs]).toEqual([false, 110]);
    expect(policy.beforeSleep(110, 'output')).toBe(true);
    policy.flushed(110);
    policy.afterWork(110.05);
    expect([policy.beforeSleep(110.1, 'input'), policy.nextFlushMs]).toEqual([false, 110.2]);
  });

  it('given 0, then every turn flushes; given -1, then none does', () => {
    const always = new FlushPolicy(0);
    const never = new FlushPolicy(-1);
    expect([1, 1.1, 1.2].map((nowMs) => always.afterWork(nowMs))).toEqual([true, true, true]);
    expect([1, 1000].map((nowMs) => never.afterWork(nowMs) || never.beforeSleep(nowMs, 'input'))).toEqual([
      false,
      false,
    ]);
    expect(never.nextFlushMs).toBe(Infinity);
  });
});
