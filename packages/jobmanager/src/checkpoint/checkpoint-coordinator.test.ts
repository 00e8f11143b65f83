/** Marker checkpoints over real endpoints and fake TaskManagers on virtual time: where barriers begin, how it ends. */
import type { CheckpointInfo, CheckpointMetrics } from '@rivulet/runtime/rpc';
import { afterEach, expect, it } from 'vitest';
import { EXAMPLE_JOB_ID, exampleSubmission } from '../testing/example-job.ts';
import type { FakeTask } from '../testing/fake-task-executor.ts';
import { TestCluster } from '../testing/test-cluster.ts';

const METRICS: CheckpointMetrics = {
  unalignedCheckpoint: false,
  checkpointStartDelayNanos: 3e6,
  alignmentDurationNanos: 5e6,
  syncDurationMillis: 0,
};

let cluster: TestCluster;

afterEach(() => cluster.close());

async function start(): Promise<void> {
  cluster = await TestCluster.start();
  await cluster.run(exampleSubmission());
}

const trigger = (): Promise<CheckpointInfo> =>
  cluster.world.complete(
    cluster.dispatcherGateway.triggerCheckpoint(EXAMPLE_JOB_ID, { alignment: 'aligned' }),
  );

async function newest(): Promise<CheckpointInfo | undefined> {
  await cluster.world.settle();
  return (await cluster.job()).checkpoints[0];
}

function acknowledge(task: FakeTask, checkpointId: number): void {
  cluster
    .taskExecutor(0)
    .jobMasterOf(task)
    ?.acknowledgeCheckpoint(task.descriptor.attemptId, checkpointId, METRICS);
}

it('given a running job, when triggered, then barriers begin at its sources, and all tasks are awaited', async () => {
  await start();

  await trigger();
  await cluster.world.settle();

  expect(cluster.taskExecutor(0).triggered).toEqual([
    'Source: text -> words (1/2)#0 1',
    'Source: text -> words (2/2)#0 1',
  ]);
  for (const task of cluster.tasks.slice(0, 3)) acknowledge(task, 1);
  expect(await newest()).toMatchObject({ checkpointId: 1, status: 'IN_PROGRESS' });
  for (const task of cluster.tasks.slice(3)) acknowledge(task, 1);
  const done = await newest();
  expect(done?.status).toBe('COMPLETED');
  expect(done?.subtasks.map(({ acknowledged }) => acknowledged?.metrics)).toEqual([
    METRICS,
    METRICS,
    METRICS,
    METRICS,
  ]);
});

it('given sources that have finished, then barriers begin at the tasks they fed', async () => {
  await start();
  const [source1, source2] = cluster.tasks;
  for (const source of [source1, source2])
    if (source) void cluster.taskExecutor(0).report(source, 'FINISHED');
  await cluster.world.settle();

  const { subtasks } = await trigger();
  await cluster.world.settle();

  expect(subtasks).toHaveLength(2);
  expect(cluster.taskExecutor(0).triggered).toEqual([
    'count -> Sink: print (1/2)#0 1',
    'count -> Sink: print (2/2)#0 1',
  ]);
});

it('given a checkpoint in progress, when another is triggered, then CHECKPOINT_NOT_TRIGGERED says which', async () => {
  await start();
  await trigger();

  await expect(trigger()).rejects.toMatchObject({
    code: 'CHECKPOINT_NOT_TRIGGERED',
    details: { reason: 'checkpoint 1 is still in progress' },
  });
});

it('given a task that does not run yet, when triggered, then CHECKPOINT_NOT_TRIGGERED names it', async () => {
  cluster = await TestCluster.start();
  cluster.taskExecutor(0).runsTasks = false;
  await cluster.run(exampleSubmission());

  await expect(trigger()).rejects.toMatchObject({
    code: 'CHECKPOINT_NOT_TRIGGERED',
    details: { reason: 'task Source: text -> words (1/2)#0 is DEPLOYING' },
  });
});

it('given a task that declines, then the checkpoint FAILED with its reason, and the next may begin', async () => {
  await start();
  await trigger();
  const [task] = cluster.tasks;
  if (task === undefined) throw new Error('no task');

  const jobMaster = cluster.taskExecutor(0).jobMasterOf(task);
  jobMaster?.declineCheckpoint(task.descriptor.attemptId, 1, 'a cancellation marker came');

  expect(await newest()).toMatchObject({
    status: 'FAILED',
    failure: { reason: `${task.descriptor.taskName}: a cancellation marker came` },
  });
  acknowledge(task, 1);
  expect((await newest())?.status).toBe('FAILED');
  expect((await trigger()).checkpointId).toBe(2);
});

it('given an awaited task that ends, then the checkpoint FAILED', async () => {
  await start();
  await trigger();
  const [task] = cluster.tasks;
  if (task !== undefined) void cluster.taskExecutor(0).report(task, 'FINISHED');

  expect(await newest()).toMatchObject({
    status: 'FAILED',
    failure: { reason: 'Source: text -> words (1/2)#0 is FINISHED' },
  });
});

it('given tasks that never answer, when the time is over, then the checkpoint FAILED', async () => {
  await start();
  await trigger();

  await cluster.world.advance(600_000);

  expect(await newest()).toMatchObject({
    status: 'FAILED',
    failure: { reason: 'not complete after 600000 ms' },
  });
});
