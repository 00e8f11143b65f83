/** Three views become one row a slot; each way in which they can differ has its name. */
import { type AllocationId, asId, type JobId, type ResourceId } from '@rivulet/runtime/base';
import { describe, expect, it } from 'vitest';
import { type ClusterSlot, clusterSlotsOf, slotDisagreementOf, type SlotFacts } from './cluster-slots.ts';

const TM = asId<ResourceId>('tm-a');
const JOB = asId<JobId>('job-1');
const [A, B] = [asId<AllocationId>('alloc-a'), asId<AllocationId>('alloc-b')];

type Views = Pick<ClusterSlot, 'resourceManager' | 'jobMaster' | 'taskExecutor'>;

const rm = (state: 'FREE' | 'PENDING' | 'ALLOCATED', allocationId?: AllocationId): Views =>
  allocationId === undefined
    ? { resourceManager: { state } }
    : { resourceManager: { state, jobId: JOB, allocationId } };
const jm = (state: 'FREE' | 'RESERVED', allocationId: AllocationId): Views => ({
  jobMaster: { state, jobId: JOB, allocationId },
});
const tm = (state: 'FREE' | 'ALLOCATED' | 'ACTIVE' | 'RELEASING', allocationId?: AllocationId): Views =>
  allocationId === undefined
    ? { taskExecutor: { state } }
    : { taskExecutor: { state, jobId: JOB, allocationId } };

describe('do the three views of a slot agree?', () => {
  it.each<[string, Views]>([
    ['free everywhere', { ...rm('FREE'), ...tm('FREE') }],
    ['reserved and active', { ...rm('ALLOCATED', A), ...jm('RESERVED', A), ...tm('ACTIVE', A) }],
    ['held and not in use', { ...rm('ALLOCATED', A), ...jm('FREE', A), ...tm('ACTIVE', A) }],
  ])('given a slot %s, then they do', (_, views) => {
    expect(disagreement(views)).toBeUndefined();
  });

  it.each<[ClusterSlot['disagreement'], Views]>([
    ['requestOnItsWay', { ...rm('PENDING', A), ...tm('FREE') }],
    ['offerOnItsWay', { ...rm('PENDING', A), ...tm('ALLOCATED', A) }],
    ['offerOnItsWay', { ...rm('ALLOCATED', A), ...tm('ALLOCATED', A) }],
    ['offerOnItsWay', { ...rm('ALLOCATED', A), ...jm('RESERVED', A), ...tm('ALLOCATED', A) }],
    ['requestOnItsWay', { ...rm('PENDING', A), ...jm('RESERVED', A), ...tm('ACTIVE', A) }],
    ['releaseOnItsWay', { ...rm('ALLOCATED', A), ...tm('FREE') }],
    ['releaseOnItsWay', { ...rm('ALLOCATED', A), ...jm('RESERVED', A), ...tm('FREE') }],
    ['releaseOnItsWay', { ...rm('ALLOCATED', A), ...tm('RELEASING', A) }],
    ['reportOnItsWay', { ...rm('FREE'), ...tm('ACTIVE', A) }],
    ['taskManagerSilent', { ...rm('ALLOCATED', A), ...jm('RESERVED', A) }],
    ['notRegistered', { ...jm('RESERVED', A), ...tm('ACTIVE', A) }],
    ['allocationsDiffer', { ...rm('ALLOCATED', A), ...jm('RESERVED', A), ...tm('ACTIVE', B) }],
  ])('given %s, then so it is called: %j', (expected, views) => {
    expect(disagreement(views)).toBe(expected);
  });
});

describe('the slots of a cluster', () => {
  it('given facts of several processes, then a slot is one row with all that is known of it', () => {
    const slots = clusterSlotsOf(FACTS).slots;

    expect(slots).toEqual([
      {
        taskManagerId: TM,
        slotIndex: 0,
        resourceManager: { state: 'ALLOCATED', jobId: JOB, allocationId: A },
        jobMaster: { state: 'RESERVED', jobId: JOB, allocationId: A },
        taskExecutor: { state: 'ACTIVE', jobId: JOB, allocationId: A },
        subtasks: [{ name: 'map (1/1)#0', state: 'RUNNING' }],
        tasks: ['map (1/1)#0'],
      },
      {
        taskManagerId: TM,
        slotIndex: 1,
        resourceManager: { state: 'FREE' },
        taskExecutor: { state: 'FREE' },
        subtasks: [],
        tasks: [],
      },
    ]);
  });

  it('given a TaskManager that is gone, then the slots the others still count on it are rows with a warning', () => {
    const [jobManager] = FACTS.processes;
    const { slots } = clusterSlotsOf({ ...FACTS, processes: jobManager === undefined ? [] : [jobManager] });

    expect(slots.map(({ disagreement: found }) => found)).toEqual(['taskManagerSilent', 'taskManagerSilent']);
  });
});

const FACTS: SlotFacts = {
  missing: [],
  processes: [
    {
      process: 'jobmanager',
      address: 'jm',
      facts: {
        slotTable: [],
        slotManager: [
          {
            taskManagers: [
              {
                taskManagerId: TM,
                slots: [
                  { slotIndex: 0, state: 'ALLOCATED', allocation: { allocationId: A, jobId: JOB } },
                  { slotIndex: 1, state: 'FREE' },
                ],
              },
            ],
            requirements: [{ jobId: JOB, required: 1, acquired: 1 }],
          },
        ],
        slotPools: [
          [
            {
              jobId: JOB,
              jobName: 'job',
              status: 'RUNNING',
              address: 'jm/user/rpc/jobmanager_2',
              required: 1,
              groups: [],
              slotRequestTimeoutMs: 1,
              slots: [
                {
                  taskManagerId: TM,
                  slotIndex: 0,
                  allocationId: A,
                  state: 'RESERVED',
                  subtasks: [{ name: 'map (1/1)#0', state: 'RUNNING' }],
                },
              ],
            },
          ],
        ],
      },
    },
    {
      process: TM,
      address: 'tm',
      facts: {
        slotManager: [],
        slotPools: [],
        slotTable: [
          {
            taskManagerId: TM,
            slots: [
              {
                slotIndex: 0,
                state: 'ACTIVE',
                allocation: { allocationId: A, jobId: JOB },
                tasks: ['map (1/1)#0'],
              },
              { slotIndex: 1, state: 'FREE', tasks: [] },
            ],
          },
        ],
      },
    },
  ],
};

function disagreement(views: Views): ClusterSlot['disagreement'] {
  return slotDisagreementOf({ taskManagerId: TM, slotIndex: 0, subtasks: [], tasks: [], ...views });
}
