/** Tasks of a TaskExecutor, as in Flink's TaskExecutorTest: submission, reports, cancellation, lost peers, the end. */
import {
  type AllocationId,
  asId,
  type ExecutionAttemptId,
  isStreamError,
  type ResourceId,
  streamError,
} from '@rivulet/runtime/base';
import type { TaskExecutorGateway } from '@rivulet/runtime/rpc';
import { describe, expect, it } from 'vitest';
import { A, B, descriptorOf, JOB, TaskExecutorScene } from '../testing/task-executor-scene.ts';
import type { TaskExecutorSettings } from './task-executor-settings.ts';

const [TASK, TASK_2] = [asId<ExecutionAttemptId>('task-1'), asId<ExecutionAttemptId>('task-2')];

describe('tasks', () => {
  async function withTask(settings: Partial<TaskExecutorSettings> = {}): Promise<{
    scene: TaskExecutorScene;
    gateway: TaskExecutorGateway;
  }> {
    const scene = new TaskExecutorScene(settings);
    const gateway = await scene.begin();
    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.settle();
    await scene.world.complete(gateway.submitTask(descriptorOf(TASK, A), scene.jobMaster.fencingToken));
    return { scene, gateway };
  }

  it('given a task that arrives before the answer to the offer, then it is taken and the slot is active', async () => {
    const scene = new TaskExecutorScene();
    const gateway = await scene.begin();
    const answer = Promise.withResolvers<readonly AllocationId[]>();
    scene.jobMaster.answerOffer = () => answer.promise;
    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.settle();

    await scene.world.complete(gateway.submitTask(descriptorOf(TASK, A), scene.jobMaster.fencingToken));
    expect(scene.states()).toEqual(['0 ACTIVE']);
    answer.resolve([A]);
    await scene.world.settle();

    expect(scene.states()).toEqual(['0 ACTIVE']);
    expect(scene.executor.slots[0]?.tasks).toEqual(new Set([TASK]));
    await scene.end();
  });

  it('given a task for a slot, JobMaster or job that is not connected, or twice, then it is refused', async () => {
    const { scene, gateway } = await withTask();
    const token = scene.jobMaster.fencingToken;

    const errors = [
      await scene.errorOf(gateway.submitTask(descriptorOf(TASK_2, B), token)),
      await scene.errorOf(gateway.submitTask(descriptorOf(TASK_2, A), asId('other'))),
      await scene.errorOf(gateway.submitTask({ ...descriptorOf(TASK_2, A), jobId: asId('job-2') }, token)),
      await scene.errorOf(gateway.submitTask(descriptorOf(TASK, A), token)),
    ];

    expect(errors.map((error) => isStreamError(error, 'TASK_SUBMISSION_FAILED'))).toEqual(
      errors.map(() => true),
    );
    expect([...scene.deployer.tasks.keys()]).toEqual([TASK]);
    await scene.end();
  });

  it('given a trigger, then the task is told, and what becomes of it reaches the JobMaster', async () => {
    const { scene, gateway } = await withTask();
    const task = scene.deployer.task(TASK);
    const alignment = 'aligned';

    await scene.world.complete(gateway.triggerCheckpoint(TASK, 7, 1_000, { alignment }));
    const unknown = await scene.errorOf(gateway.triggerCheckpoint(TASK_2, 7, 1_000, { alignment }));
    const measured = { unalignedCheckpoint: false, checkpointStartDelayNanos: 1, syncDurationMillis: 0 };
    const metrics = { ...measured, alignmentDurationNanos: 42 };
    task.reports({ type: 'acknowledgeCheckpoint', checkpointId: 7, metrics });
    task.reports({ type: 'declineCheckpoint', checkpointId: 8, reason: 'the task is ending' });
    await scene.world.settle();

    expect(task.barriers).toEqual(['7 of 1000, aligned']);
    expect(isStreamError(unknown, 'TASK_NOT_FOUND')).toBe(true);
    expect(scene.jobMaster.checkpoints).toEqual([
      'task-1 acknowledges 7, aligned in 42 ns',
      'task-1 declines 8: the task is ending',
    ]);
    await scene.end();
  });

  it('given a task that works, then each state is reported in order, the last with its figures', async () => {
    const { scene, gateway } = await withTask();
    const task = scene.deployer.task(TASK);

    task.becomes('INITIALIZING');
    task.becomes('RUNNING');
    task.becomes('FINISHED');
    await scene.world.settle();

    expect(scene.reported()).toEqual(['task-1 INITIALIZING', 'task-1 RUNNING', 'task-1 FINISHED']);
    expect(scene.jobMaster.states.at(-1)?.io.numRecordsIn).toBe(7);
    expect(scene.executor.slots[0]?.tasks.size).toBe(0);
    await scene.world.complete(gateway.freeSlot(A, 'job is over'));
    await scene.world.settle();
    expect(scene.resourceManager.available).toEqual(['0:a']);
    expect(scene.deployer.releasedJobs).toEqual(['job-1']);
    await scene.end();
  });

  it('given reports that are not answered, then they are repeated in order; refused, the task is failed', async () => {
    const { scene } = await withTask();
    const task = scene.deployer.task(TASK);
    let tries = 0;
    scene.jobMaster.answerState = () => (tries++ === 0 ? new Promise<void>(() => {}) : undefined);

    task.becomes('INITIALIZING');
    task.becomes('RUNNING');
    await scene.world.advance(12_000);
    expect(scene.reported()).toEqual(['task-1 INITIALIZING', 'task-1 INITIALIZING', 'task-1 RUNNING']);
    scene.jobMaster.answerState = ({ state }) => {
      if (state === 'RUNNING') throw new Error('unknown task');
    };
    await scene.world.complete(
      (await scene.gateway()).submitTask(descriptorOf(TASK_2, A), scene.jobMaster.fencingToken),
    );
    scene.deployer.task(TASK_2).becomes('RUNNING');
    await scene.world.settle();

    expect(scene.deployer.task(TASK_2).asked).toEqual(['cancel']);
    expect(scene.jobMaster.states.at(-1)).toMatchObject({ attemptId: 'task-2', state: 'FAILED' });
    await scene.end();
  });

  it('given a failure of the task, then FAILED is reported with its error', async () => {
    const { scene } = await withTask();
    const error = streamError('USER_FUNCTION_FAILED', { operator: 'map' }).toJSON();

    scene.deployer.task(TASK).becomes('FAILED', error);
    await scene.world.settle();

    expect(scene.jobMaster.states).toMatchObject([
      { state: 'FAILED', error: { code: 'USER_FUNCTION_FAILED' } },
    ]);
    await scene.end();
  });

  it('given a channel that broke, then the task is ended and FAILED with that error', async () => {
    const { scene } = await withTask();

    scene.deployer.task(TASK).breaks(streamError('NET_CONNECTION_LOST', { peer: 'x' }).toJSON());
    await scene.world.settle();

    expect(scene.deployer.task(TASK).asked).toEqual(['cancel']);
    expect(scene.jobMaster.states).toMatchObject([
      { state: 'FAILED', error: { code: 'NET_CONNECTION_LOST' } },
    ]);
    await scene.end();
  });

  it('given a cancellation, then the task is CANCELED; an unknown task is TASK_NOT_FOUND', async () => {
    const { scene, gateway } = await withTask();

    await scene.world.complete(gateway.cancelTask(TASK));
    await scene.world.settle();

    expect(scene.reported()).toEqual(['task-1 CANCELED']);
    expect(isStreamError(await scene.errorOf(gateway.cancelTask(TASK)), 'TASK_NOT_FOUND')).toBe(true);
    await scene.end();
  });

  it('given a task that ignores its cancellation, then its thread is ended, and the TaskManager lives', async () => {
    const { scene, gateway } = await withTask({ cancellationTimeoutMs: 3_000 });
    scene.deployer.task(TASK).obeys = false;

    await scene.world.complete(gateway.cancelTask(TASK));
    await scene.world.advance(2_900);
    expect(scene.reported()).toEqual([]);
    await scene.world.advance(200);

    expect(scene.deployer.task(TASK).asked).toEqual(['cancel', 'terminateThread']);
    expect(scene.reported()).toEqual(['task-1 CANCELED']);
    expect(scene.world.logLines.some((line) => line.fields.code === 'TASK_CANCELLATION_TIMEOUT')).toBe(true);
    expect(scene.executor.endpointState).toBe('STARTED');
    await scene.end();
  });

  it('given a lost JobMaster, then its tasks fail with JOB_MASTER_LOST and its slots are free in time', async () => {
    const { scene } = await withTask();
    await scene.world.complete(scene.jobMaster.closeAsync());

    await scene.world.advance(50_001);
    expect(scene.deployer.task(TASK).asked).toEqual(['cancel']);
    expect(scene.endOf(TASK)).toEqual(['FAILED', 'JOB_MASTER_LOST']);
    expect(scene.states()).toEqual(['0 ALLOCATED']);
    await scene.world.advance(10_001);

    expect(scene.states()).toEqual([]);
    expect(scene.deployer.releasedJobs).toEqual(['job-1']);
    await scene.end();
  });

  it('given a JobMaster that says goodbye, then its tasks fail and its slots are free at once', async () => {
    const { scene, gateway } = await withTask();

    gateway.disconnectJobManager(JOB, 'job is CANCELED');
    await scene.world.settle();

    expect(scene.deployer.task(TASK).asked).toEqual(['cancel']);
    expect(scene.states()).toEqual([]);
    expect(scene.resourceManager.available).toEqual(['0:a']);
    await scene.end();
  });

  it('given a slot that is freed with a task in it, then the task is ended first', async () => {
    const { scene, gateway } = await withTask();
    const task = scene.deployer.task(TASK);
    task.obeys = false;

    await scene.world.complete(gateway.freeSlot(A, 'restart'));
    await scene.world.settle();
    expect(scene.states()).toEqual(['0 RELEASING']);
    task.becomes('CANCELED');
    await scene.world.settle();

    expect(scene.states()).toEqual([]);
    expect(scene.endOf(TASK)).toEqual(['FAILED', 'SLOT_RELEASED']);
    expect(scene.resourceManager.available).toEqual(['0:a']);
    await scene.end();
  });

  it('given a shutdown with a task that does not stop, then its thread is ended after the grace and all is closed', async () => {
    const { scene } = await withTask();
    const task = scene.deployer.task(TASK);
    task.obeys = false;

    await scene.world.complete(scene.executor.closeAsync());

    expect(task.asked).toEqual(['cancel', 'terminateThread']);
    expect(scene.world.nowMs).toBe(3_000);
    expect(scene.resourceManager.disconnected).toHaveLength(1);
    await scene.end();
  });

  it('then threads, actors and figures of tasks can be asked for', async () => {
    const { scene, gateway } = await withTask();

    const threads = await scene.world.complete(gateway.requestThreads());
    await scene.world.complete(
      gateway.heartbeatFromJobManager(asId<ResourceId>('jm'), {
        jobId: JOB,
        slots: [{ allocationId: A, slotIndex: 0 }],
      }),
    );
    await scene.world.settle();

    expect(threads.map(({ role, tasks }) => `${role} ${tasks.map(({ name }) => name).join()}`)).toEqual([
      'main ',
      'network ',
      'task task-1 (1/1)#0',
    ]);
    expect(await scene.world.complete(gateway.requestActors())).toEqual([]);
    expect(await scene.world.complete(gateway.requestChannels(JOB))).toEqual([]);
    expect(scene.jobMaster.heartbeats).toMatchObject([[{ attemptId: 'task-1', io: { numRecordsIn: 7 } }]]);
    await scene.end();
  });
});
