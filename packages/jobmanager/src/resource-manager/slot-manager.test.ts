/** The slot manager's books: requirements, free, pending and allocated slots, and the races between them. */
import { asId, type JobId, type RegistrationId } from '@rivulet/runtime/base';
import type { SlotReport } from '@rivulet/runtime/rpc';
import { describe, expect, it } from 'vitest';
import { type LoadBalanceMode, SlotManager } from './slot-manager.ts';

const JOB: JobId = asId('job-1');
const OTHER_JOB: JobId = asId('job-2');
const TM_A: RegistrationId = asId('reg-a');
const TM_B: RegistrationId = asId('reg-b');

describe('the slot manager', () => {
  it('given free slots, when a job declares its total, then the missing ones are asked for and pending', () => {
    const manager = managerWith({ [TM_A]: 2 });

    declare(manager, JOB, 2);
    const { toRequest, shortages } = manager.check();

    expect(toRequest.map(({ request }) => request)).toEqual([
      { slotIndex: 0, jobId: JOB, allocationId: 'alloc-1', targetAddress: 'address of job-1' },
      { slotIndex: 1, jobId: JOB, allocationId: 'alloc-2', targetAddress: 'address of job-1' },
    ]);
    expect(shortages).toEqual([]);
    expect(states(manager, TM_A)).toEqual(['PENDING', 'PENDING']);
  });

  it('given slots that are pending, when it checks again, then nothing is asked for twice', () => {
    const manager = managerWith({ [TM_A]: 3 });
    declare(manager, JOB, 2);
    manager.check();

    declare(manager, JOB, 2);

    expect(manager.check().toRequest).toEqual([]);
  });

  it('given too few slots, when it checks, then it takes what there is and tells the shortage', () => {
    const manager = managerWith({ [TM_A]: 1 });

    declare(manager, JOB, 3);

    expect(manager.check()).toMatchObject({
      toRequest: [{}],
      shortages: [{ jobId: JOB, missing: 2, acquired: 1 }],
    });
  });

  it('given a pending slot, when the TaskManager acknowledges, then it is allocated', () => {
    const manager = pending();

    manager.acknowledged(TM_A, 0, asId('alloc-1'));

    expect(states(manager, TM_A)).toEqual(['ALLOCATED']);
  });

  it('given a pending slot, when the request fails, then it is free and asked for under a new allocation', () => {
    const manager = pending();

    manager.requestFailed(TM_A, 0, asId('alloc-1'));

    expect(manager.check().toRequest).toMatchObject([{ request: { allocationId: 'alloc-2' } }]);
  });

  it('given a pending slot, when a report says free, then it stays pending: the report is older', () => {
    const manager = pending();

    manager.processReport(TM_A, [{ slotIndex: 0 }]);

    expect(states(manager, TM_A)).toEqual(['PENDING']);
  });

  it('given a pending slot, when a report says allocated, then it is allocated', () => {
    const manager = pending();

    manager.processReport(TM_A, [
      { slotIndex: 0, allocation: { allocationId: asId('alloc-1'), jobId: JOB } },
    ]);

    expect(states(manager, TM_A)).toEqual(['ALLOCATED']);
  });

  it('given an allocated slot, when a report says free, then it is free', () => {
    const manager = pending();
    manager.acknowledged(TM_A, 0, asId('alloc-1'));

    manager.processReport(TM_A, [{ slotIndex: 0 }]);

    expect(states(manager, TM_A)).toEqual(['FREE']);
  });

  it('given a slot given on to another job, when the note about the first is read, then nothing changes', () => {
    const manager = pending();
    manager.requestFailed(TM_A, 0, asId('alloc-1'));
    manager.clear(JOB);
    declare(manager, OTHER_JOB, 1);
    manager.check();

    manager.freed(TM_A, 0, asId('alloc-1'));

    expect(manager.slotsOf(TM_A)).toMatchObject([{ state: 'PENDING', allocation: { jobId: OTHER_JOB } }]);
  });

  it('given a TaskManager that comes back with slots of a job, when it registers, then they count for the job', () => {
    const manager = managerWith({});
    declare(manager, JOB, 1);

    manager.registerTaskManager(TM_A, asId('tm-a'), [
      { slotIndex: 0, allocation: { allocationId: asId('old'), jobId: JOB } },
    ]);

    expect(manager.check()).toEqual({ toRequest: [], shortages: [] });
  });

  it('given a lost TaskManager, when it checks, then its slots are missing again', () => {
    const manager = pending();

    manager.unregisterTaskManager(TM_A);

    expect(manager.check().shortages).toEqual([{ jobId: JOB, missing: 1, acquired: 0 }]);
    expect(manager.overview()).toEqual({ taskManagerCount: 0, slotCountTotal: 0, slotCountFree: 0 });
  });

  it.each([
    ['NONE', [TM_A, TM_A]],
    ['SLOTS', [TM_A, TM_B]],
  ] as const)('given load balance mode %s, when two slots are given, then on %j', (mode, expected) => {
    const manager = managerWith({ [TM_A]: 2, [TM_B]: 2 }, mode);

    declare(manager, JOB, 2);

    expect(manager.check().toRequest.map(({ registrationId }) => registrationId)).toEqual(expected);
  });

  it('given two jobs and slots for one, when it checks, then who declared first is served first', () => {
    const manager = managerWith({ [TM_A]: 2 });

    declare(manager, JOB, 2);
    declare(manager, OTHER_JOB, 1);

    expect(manager.check().shortages).toEqual([{ jobId: OTHER_JOB, missing: 1, acquired: 0 }]);
  });
});

function managerWith(slotCounts: Record<string, number>, mode?: LoadBalanceMode): SlotManager {
  let last = 0;
  const manager = new SlotManager({ hex128: () => `alloc-${++last}` }, mode);
  for (const [registrationId, slotCount] of Object.entries(slotCounts)) {
    const report: SlotReport = Array.from({ length: slotCount }, (_, slotIndex) => ({ slotIndex }));
    manager.registerTaskManager(asId(registrationId), asId(`tm of ${registrationId}`), report);
  }
  return manager;
}

/** One TaskManager with one slot, asked for on behalf of JOB. */
function pending(): SlotManager {
  const manager = managerWith({ [TM_A]: 1 });
  declare(manager, JOB, 1);
  manager.check();
  return manager;
}

function declare(manager: SlotManager, jobId: JobId, slotCount: number): void {
  manager.declare({ jobId, slotCount, targetAddress: `address of ${jobId}` });
}

function states(manager: SlotManager, registrationId: RegistrationId): string[] {
  return manager.slotsOf(registrationId).map(({ state }) => state);
}
