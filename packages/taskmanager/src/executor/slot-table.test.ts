/** Flink’s TaskSlotTableImplTest in short: timeouts, releases with tasks in them, closing; on virtual time. */
import {
  type AllocationId,
  asId,
  type ExecutionAttemptId,
  isStreamError,
  type JobId,
} from '@rivulet/runtime/base';
import { SimWorld } from '@rivulet/runtime/io/sim';
import { edgesOf } from '@rivulet/runtime/machine';
import { describe, expect, it } from 'vitest';
import { SlotTable } from './slot-table.ts';
import { TASK_SLOT_TABLE } from './task-slot-machine.ts';

const [JOB, OTHER_JOB] = [asId<JobId>('job-1'), asId<JobId>('job-2')];
const [A, B] = [asId<AllocationId>('a'), asId<AllocationId>('b')];
const TASK = asId<ExecutionAttemptId>('task-1');

function openTable(): { world: SimWorld; table: SlotTable; events: string[] } {
  const world = new SimWorld();
  const { timers } = world.node('tm');
  const events: string[] = [];
  const mainThread = {
    runAsync: (action: () => void) => timers.soon(action),
    scheduleRunAsync: (delayMs: number, action: () => void) => timers.after(delayMs, action),
  };
  const table = new SlotTable(2, 10_000, mainThread, {
    failTasks: (tasks, reason) => events.push(`fail ${tasks.join()}: ${reason}`),
    released: ({ allocationId }, reason) =>
      events.push(`released ${allocationId} at ${world.nowMs}: ${reason}`),
  });
  return { world, table, events };
}

describe('the slot table', () => {
  it('given an allocated slot, when nobody takes it, then it is free again after the timeout', async () => {
    const { world, table, events } = openTable();
    table.allocate(0, JOB, A);

    await world.run();

    expect(events).toEqual(['released a at 10000: the JobMaster did not take it within 10000 ms']);
    expect(table.report()).toEqual([{ slotIndex: 0 }, { slotIndex: 1 }]);
  });

  it('given an active slot, then its timeout no longer runs; inactive, it runs again', async () => {
    const { world, table, events } = openTable();
    table.allocate(0, JOB, A);
    await world.advance(9_000);

    expect(table.markActive(JOB, A)).toBe(true);
    expect(table.markActive(JOB, A)).toBe(true);
    await world.advance(60_000);
    expect(events).toEqual([]);
    table.markInactive(JOB);
    expect(table.slot(A)?.state).toBe('ALLOCATED');
    await world.run();

    expect(events).toEqual(['released a at 79000: the JobMaster did not take it within 10000 ms']);
  });

  it('given a slot with a task, when freed, then the task is failed and the slot is released with it', () => {
    const { table, events } = openTable();
    table.allocate(1, JOB, A);
    table.markActive(JOB, A);
    table.addTask(A, TASK);

    table.free(A, 'not needed');
    expect(table.slot(A)?.state).toBe('RELEASING');
    expect(table.markActive(JOB, A)).toBe(false);
    expect(() => table.allocate(1, OTHER_JOB, B)).toThrow(/belongs to job job-1/);
    table.removeTask(A, TASK);

    expect(events).toEqual(['fail task-1: not needed', 'released a at 0: not needed']);
    table.allocate(1, OTHER_JOB, B);
  });

  it('given a request that cannot be met, then SLOT_ALLOCATION_FAILED says why; the same request again is no error', () => {
    const { table } = openTable();
    table.allocate(0, JOB, A);

    table.allocate(0, JOB, A);
    const failures = [
      () => table.allocate(0, JOB, B),
      () => table.allocate(1, JOB, A),
      () => table.allocate(2, JOB, B),
      () => table.allocate(-1, JOB, B),
    ].map((allocate) => {
      try {
        allocate();
        return 'nothing';
      } catch (error) {
        return isStreamError(error, 'SLOT_ALLOCATION_FAILED') ? error.details.reason : error;
      }
    });

    expect(failures).toEqual([
      'it belongs to job job-1',
      'the allocation is slot 0 of job job-1',
      'there are 2 slots',
      'there are 2 slots',
    ]);
  });

  it('given tasks in its slots, when closed, then it is closed only when the last has ended', async () => {
    const { world, table, events } = openTable();
    table.allocate(0, JOB, A);
    table.allocate(1, JOB, B);
    table.markActive(JOB, A);
    table.addTask(A, TASK);
    let closed = false;

    void table.close('leaving').then(() => (closed = true));
    await world.settle();
    expect(closed).toBe(false);
    expect(() => table.allocate(1, OTHER_JOB, B)).toThrow(/shutting down/);
    table.removeTask(A, TASK);
    await world.run();

    expect(closed).toBe(true);
    expect(events).toEqual(['fail task-1: leaving', 'released b at 0: leaving', 'released a at 0: leaving']);
    await table.close('again');
  });

  it('then offers name what waits, and the report names all', () => {
    const { table } = openTable();
    table.allocate(0, JOB, A);
    table.allocate(1, OTHER_JOB, B);

    expect(table.offers(JOB)).toEqual([{ allocationId: 'a', slotIndex: 0 }]);
    table.markActive(JOB, A);

    expect(table.offers(JOB)).toEqual([]);
    expect(table.markActive(OTHER_JOB, A)).toBe(false);
    expect(table.report()).toEqual([
      { slotIndex: 0, allocation: { allocationId: 'a', jobId: 'job-1' } },
      { slotIndex: 1, allocation: { allocationId: 'b', jobId: 'job-2' } },
    ]);
    table.free(A, '');
    table.free(B, '');
  });

  it('then the slot has these edges and no other', () => {
    const edges = edgesOf(TASK_SLOT_TABLE).map(({ from, event, to }) => `${from} ${event} ${to}`);

    expect(edges).toEqual([
      'FREE allocate ALLOCATED',
      'ALLOCATED markActive ACTIVE',
      'ALLOCATED markInactive ALLOCATED',
      'ALLOCATED timeout FREE',
      'ALLOCATED timeout RELEASING',
      'ALLOCATED free FREE',
      'ALLOCATED free RELEASING',
      'ACTIVE markActive ACTIVE',
      'ACTIVE markInactive ALLOCATED',
      'ACTIVE free FREE',
      'ACTIVE free RELEASING',
      'RELEASING free RELEASING',
      'RELEASING lastTaskGone FREE',
    ]);
  });
});
