/** The books of one job about its slots: accepted, declined, reserved, idle, lost. */
import { type AllocationId, asId } from '@rivulet/runtime/base';
import { describe, expect, it } from 'vitest';
import type { TaskManagerLocation } from './allocated-slot.ts';
import { SlotPool } from './slot-pool.ts';

const TM_A = taskManager('tm-a');
const TM_B = taskManager('tm-b');

describe('the slot pool', () => {
  it('given two wanted slots, when three are offered, then two are accepted and one is declined', () => {
    const pool = poolOf(2);

    expect(pool.offer(TM_A, offers('a1', 'a2', 'a3'), 0)).toEqual(['a1', 'a2']);
    expect(pool.fulfilled).toBe(true);
  });

  it('given an accepted slot, when it is offered again, then it is accepted again and counted once', () => {
    const pool = poolOf(1);
    pool.offer(TM_A, offers('a1'), 0);

    expect(pool.offer(TM_A, offers('a1'), 5)).toEqual(['a1']);
    expect(pool.slotCount).toBe(1);
  });

  it('given an accepted slot, when another TaskManager offers the same allocation, then it is declined', () => {
    const pool = poolOf(2);
    pool.offer(TM_A, offers('a1'), 0);

    expect(pool.offer(TM_B, offers('a1'), 0)).toEqual([]);
  });

  it('given nothing is wanted, when a slot is offered, then it is declined', () => {
    expect(poolOf(0).offer(TM_A, offers('a1'), 0)).toEqual([]);
  });

  it('given a free slot, when it is reserved and released, then it is in use and free again', () => {
    const pool = poolOf(1);
    pool.offer(TM_A, offers('a1'), 0);

    const slot = pool.reserve(id('a1'));
    expect(slot.taskManager).toBe(TM_A);
    expect(pool.freeSlots()).toEqual([]);

    pool.release(id('a1'), 7);
    expect(pool.slots()).toMatchObject([{ allocationId: 'a1', idleSinceMs: 7 }]);
  });

  it('given slots of two TaskManagers, when one is lost, then its slots go and the others stay', () => {
    const pool = poolOf(3);
    pool.offer(TM_A, offers('a1', 'a2'), 0);
    pool.offer(TM_B, offers('b1'), 0);

    const lost = pool.removeTaskManager(TM_A.resourceId);

    expect(lost.map((slot) => slot.allocationId)).toEqual(['a1', 'a2']);
    expect(pool.slots().map((slot) => slot.allocationId)).toEqual(['b1']);
    expect(pool.fulfilled).toBe(false);
  });

  it('given idle slots above the total, when the idle time is over, then only the excess is taken out', () => {
    const pool = poolOf(3);
    pool.offer(TM_A, offers('a1', 'a2', 'a3'), 0);
    pool.reserve(id('a1'));
    pool.require(2);

    expect(pool.removeIdleExcess(49_999, 50_000)).toEqual([]);
    expect(pool.removeIdleExcess(50_000, 50_000)).toMatchObject([{ allocationId: 'a2' }]);
    expect(pool.slotCount).toBe(2);
  });

  it('given a slot that was lost, when its last task ends, then nothing comes back', () => {
    const pool = poolOf(1);
    pool.offer(TM_A, offers('a1'), 0);
    pool.reserve(id('a1'));
    pool.remove(id('a1'));

    pool.release(id('a1'), 1);

    expect(pool.slotCount).toBe(0);
  });
});

function poolOf(requiredCount: number): SlotPool {
  const pool = new SlotPool();
  pool.require(requiredCount);
  return pool;
}

function offers(...ids: string[]): { allocationId: AllocationId; slotIndex: number }[] {
  return ids.map((text, slotIndex) => ({ allocationId: id(text), slotIndex }));
}

function id(text: string): AllocationId {
  return asId(text);
}

function taskManager(name: string): TaskManagerLocation {
  return { resourceId: asId(name), dataAddress: { host: '127.0.0.1', port: 9000 } };
}
