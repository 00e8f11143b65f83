/** The scheduler against a recording listener: what is declared, deployed, cancelled and told, and when. */
import { type AllocationId, asId, streamError } from '@rivulet/runtime/base';
import type { ExecutionState } from '@rivulet/runtime/graph';
import type { Clock } from '@rivulet/runtime/io';
import { NO_TASK_IO, type TaskDeploymentDescriptor } from '@rivulet/runtime/rpc';
import { describe, expect, it } from 'vitest';
import type { Execution } from '../execution-graph/index.ts';
import { SlotPool, type TaskManagerLocation } from '../slots/index.ts';
import { type ExampleJob, exampleSubmission } from '../testing/example-job.ts';
import { DefaultScheduler } from './default-scheduler.ts';

const TM_A = taskManager('tm-a', 9001);
const TM_B = taskManager('tm-b', 9002);

describe('the default scheduler', () => {
  it('given a job, when scheduling starts, then executions wait for slots and the total is declared once', () => {
    const world = started();

    expect(world.states()).toEqual(['SCHEDULED', 'SCHEDULED', 'SCHEDULED', 'SCHEDULED']);
    expect(world.declared).toEqual([2]);
  });

  it('given one of two slots, when it arrives, then nothing is deployed', () => {
    const world = started();

    world.offer(TM_A, 'a1');

    expect(world.submitted).toEqual([]);
    expect(world.scheduler.waitingForSlots).toBe(true);
  });

  it('given the last slot, when it arrives, then all tasks are deployed, producers first, subtask i in slot i', () => {
    const world = started();

    world.offer(TM_A, 'a1');
    world.offer(TM_B, 'b1');

    expect(world.states()).toEqual(['DEPLOYING', 'DEPLOYING', 'DEPLOYING', 'DEPLOYING']);
    expect(world.submitted.map(({ taskName, allocationId }) => [taskName, allocationId])).toEqual([
      ['Source: text -> words (1/2)#0', 'a1'],
      ['Source: text -> words (2/2)#0', 'b1'],
      ['count -> Sink: print (1/2)#0', 'a1'],
      ['count -> Sink: print (2/2)#0', 'b1'],
    ]);
  });

  it('given a keyed edge, when tasks are deployed, then each consumer reads its subpartition of every producer', () => {
    const world = deployed();

    const [source, , , count] = world.submitted;
    expect(source?.resultPartitions).toMatchObject([{ subpartitionCount: 2, maxParallelism: 128 }]);
    expect(count?.inputGates).toMatchObject([
      {
        subpartitionIndex: 1,
        producers: [
          { producerResourceId: 'tm-a', producerDataAddress: { host: '127.0.0.1', port: 9001 } },
          { producerResourceId: 'tm-b', producerDataAddress: { host: '127.0.0.1', port: 9002 } },
        ],
      },
    ]);
    expect(count?.inputGates[0]?.producers[0]?.partitionId).toBe(source?.resultPartitions[0]?.partitionId);
  });

  it('given a forward edge, when tasks are deployed, then subtask i reads the whole output of producer i', () => {
    const world = deployed({ partitioning: { kind: 'forward' } });

    expect(world.submitted[0]?.resultPartitions).toMatchObject([{ subpartitionCount: 1 }]);
    expect(world.submitted[3]?.inputGates).toMatchObject([
      { subpartitionIndex: 0, producers: [{ producerResourceId: 'tm-b' }] },
    ]);
  });

  it('given running tasks, when all report FINISHED, then slots are given back and the end is told once', () => {
    const world = deployed();

    for (const { attemptId } of world.submitted) {
      for (const state of ['INITIALIZING', 'RUNNING', 'FINISHED'] as const) world.report(attemptId, state);
    }

    expect(world.events).toEqual(['allFinished']);
    expect(world.declared).toEqual([2, 1, 0]);
    expect(world.pool.freeSlots()).toHaveLength(2);
  });

  it('given a report with figures, when it arrives, then the vertex shows them', () => {
    const world = deployed();
    const attemptId = world.submitted[0]?.attemptId as never;

    world.scheduler.updateTaskState({
      attemptId,
      state: 'INITIALIZING',
      io: { ...NO_TASK_IO, numRecordsOut: 7 },
    });

    expect(world.scheduler.vertexInfos()[0]?.executions[0]?.io.numRecordsOut).toBe(7);
  });

  it('given running tasks, when one fails, then the failure is told with its cause', () => {
    const world = deployed();
    const error = streamError('INTERNAL_ERROR', { reason: 'x' }).toJSON();

    world.scheduler.updateTaskState({
      attemptId: world.submitted[0]?.attemptId as never,
      state: 'FAILED',
      error,
      io: NO_TASK_IO,
    });

    expect(world.events).toEqual(['failed INTERNAL_ERROR']);
  });

  it('given deployed tasks, when all are cancelled and report CANCELED, then the end is told after the last', () => {
    const world = deployed();

    world.scheduler.cancelAll();
    expect(world.states()).toEqual(['CANCELING', 'CANCELING', 'CANCELING', 'CANCELING']);
    expect(world.cancelled).toHaveLength(4);

    for (const { attemptId } of world.submitted) world.report(attemptId, 'CANCELED');
    expect(world.events).toEqual(['allEnded']);
  });

  it('given tasks without slots, when all are cancelled, then they end at once and later slots are declined', () => {
    const world = started();

    world.scheduler.cancelAll();

    expect(world.states()).toEqual(['CANCELED', 'CANCELED', 'CANCELED', 'CANCELED']);
    expect(world.events).toEqual(['allEnded']);
    expect(world.offer(TM_A, 'a1')).toEqual([]);
  });

  it('given a lost slot, when it is told, then the executions in it fail with the cause', () => {
    const world = deployed();
    const [slot] = world.pool.removeTaskManager(TM_A.resourceId);

    world.scheduler.slotLost(slot as never, () =>
      streamError('TASK_MANAGER_LOST', { taskManager: 'tm-a', reason: 'gone' }).toJSON(),
    );

    expect(world.states()).toEqual(['FAILED', 'DEPLOYING', 'FAILED', 'DEPLOYING']);
    expect(world.events).toEqual(['failed TASK_MANAGER_LOST', 'failed TASK_MANAGER_LOST']);
  });

  it('given a deployed task, when it reports a state that cannot follow, then it fails by TASK_STATE_ILLEGAL', () => {
    const world = deployed();

    expect(world.report(world.submitted[0]?.attemptId as never, 'RUNNING')).toBe(false);

    expect(world.events).toEqual(['failed TASK_STATE_ILLEGAL']);
  });
});

type World = {
  readonly pool: SlotPool;
  readonly scheduler: DefaultScheduler;
  readonly declared: number[];
  readonly submitted: TaskDeploymentDescriptor[];
  readonly cancelled: Execution[];
  readonly events: string[];
  states(): ExecutionState[];
  offer(taskManager: TaskManagerLocation, ...allocations: string[]): AllocationId[];
  report(attemptId: TaskDeploymentDescriptor['attemptId'], state: ExecutionState): boolean;
};

function started(job: ExampleJob = {}): World {
  const clock: Clock = { nowMs: () => 0, wallMs: () => 1_000 };
  const pool = new SlotPool();
  const declared: number[] = [];
  const submitted: TaskDeploymentDescriptor[] = [];
  const cancelled: Execution[] = [];
  const events: string[] = [];
  const scheduler = new DefaultScheduler(clock, 'g1', exampleSubmission(job), pool, {
    requirementsChanged: (slotCount) => declared.push(slotCount),
    submitTask: (_, descriptor) => submitted.push(descriptor),
    cancelTask: (execution) => cancelled.push(execution),
    executionChanged: () => {},
    executionFailed: (_, error) => events.push(`failed ${error.code}`),
    allFinished: () => events.push('allFinished'),
    allEnded: () => events.push('allEnded'),
  });
  scheduler.startScheduling();
  return {
    pool,
    scheduler,
    declared,
    submitted,
    cancelled,
    events,
    states: () => scheduler.vertexInfos().flatMap(({ executions }) => executions.map(({ state }) => state)),
    offer(location, ...allocations) {
      const offers = allocations.map((text, slotIndex) => ({
        allocationId: asId<AllocationId>(text),
        slotIndex,
      }));
      const accepted = pool.offer(location, offers, 0);
      scheduler.slotsArrived();
      return accepted;
    },
    report: (attemptId, state) => scheduler.updateTaskState({ attemptId, state, io: NO_TASK_IO }),
  };
}

function deployed(job: ExampleJob = {}): World {
  const world = started(job);
  world.offer(TM_A, 'a1');
  world.offer(TM_B, 'b1');
  return world;
}

function taskManager(name: string, port: number): TaskManagerLocation {
  return { resourceId: asId(name), dataAddress: { host: '127.0.0.1', port } };
}
