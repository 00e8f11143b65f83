/** Jobs from submission to their end, through real endpoints and fake TaskManagers, on virtual time. */
import { asId, streamError } from '@rivulet/runtime/base';
import { JOB_MASTER_GATEWAY, type JobMasterGateway, NO_TASK_IO, type RpcGateway } from '@rivulet/runtime/rpc';
import { afterEach, describe, expect, it } from 'vitest';
import { EXAMPLE_JOB_ID, exampleSubmission } from '../testing/example-job.ts';
import { TestCluster, type TestClusterOptions } from '../testing/test-cluster.ts';

let cluster: TestCluster;

async function start(options?: TestClusterOptions): Promise<TestCluster> {
  cluster = await TestCluster.start(options);
  return cluster;
}

afterEach(() => cluster.close());

describe('a job on a cluster', () => {
  it('given enough slots, when a job is submitted, then its tasks run, and it is FINISHED when they are', async () => {
    await start();

    await cluster.run();
    expect(await cluster.status()).toBe('RUNNING');
    expect(cluster.tasks.map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING']);

    await finishAll();
    expect(await cluster.status()).toBe('FINISHED');
  });

  it('given a finished job, when it is asked for, then its figures and times are kept, and its slots returned', async () => {
    await start();
    await cluster.run();

    await finishAll();

    const info = await cluster.job();
    expect(info.vertices[0]?.executions.map(({ io }) => io.numRecordsOut)).toEqual([100, 100]);
    expect(Object.keys(info.statusTimestamps)).toEqual(['INITIALIZING', 'CREATED', 'RUNNING', 'FINISHED']);
    expect(await cluster.freeSlotCount()).toBe(2);
    expect(cluster.taskExecutor(0).freeSlotCount).toBe(2);
    expect(cluster.releasedBlobs).toEqual([EXAMPLE_JOB_ID]);
    expect(actorNames()).not.toContain('jobmanager_3');
  });

  it('given one job, when the messages of its way are written down, then they come in Flink’s order', async () => {
    await start({ recordsCalls: true });

    await cluster.run();
    await finishAll();

    // flink-control-plane.md §12, steps 9 to 21 and 30; names carry their number of the process's one counter.
    const order = [
      'dispatcher_1.submitJob',
      'resourcemanager_0.registerJobMaster',
      'resourcemanager_0.declareRequiredResources',
      'taskmanager_2.requestSlot',
      'jobmanager_3.registerTaskManager',
      'jobmanager_3.offerSlots',
      'taskmanager_2.submitTask',
      'jobmanager_3.updateTaskExecutionState',
      'taskmanager_2.freeSlot',
      'taskmanager_2.disconnectJobManager',
      'resourcemanager_0.disconnectJobManager',
    ];
    expect([...new Set(cluster.calls)].filter((call) => order.includes(call))).toEqual(order);
    expect(countOf('taskmanager_2.requestSlot')).toBe(2);
    expect(countOf('taskmanager_2.submitTask')).toBe(4);
    expect(countOf('taskmanager_2.freeSlot')).toBe(2);
  });

  it('given a running job, when somebody looks, then its figures are asked for and shown at the next look', async () => {
    await start();
    await cluster.run();
    const attemptId = cluster.tasks[0]?.descriptor.attemptId as never;
    cluster.taskExecutor(0).figures = [{ attemptId, io: { ...NO_TASK_IO, numRecordsOut: 42 }, metrics: {} }];

    await cluster.job();
    await cluster.world.advance(100);

    expect((await cluster.job()).vertices[0]?.executions[0]?.io.numRecordsOut).toBe(42);
  });

  it('given a known job id, when it is submitted again, then JOB_DUPLICATE, running or ended', async () => {
    await start();
    await cluster.run();
    await expect(cluster.submit()).rejects.toMatchObject({ code: 'JOB_DUPLICATE' });

    await finishAll();

    await expect(cluster.submit()).rejects.toMatchObject({ code: 'JOB_DUPLICATE' });
    expect(await cluster.status()).toBe('FINISHED');
  });

  it('given a spoiled graph, when it is submitted, then JOB_GRAPH_INVALID and nothing is kept of it', async () => {
    await start();
    const submission = exampleSubmission();

    const broken = { ...submission, graph: { ...submission.graph, vertices: [] } };

    await expect(cluster.submit(broken)).rejects.toMatchObject({ code: 'JOB_GRAPH_INVALID' });
    await expect(cluster.job()).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  it('given more jobs than are kept, when they end, then the oldest is forgotten', async () => {
    await start({ finishedJobLimit: 1 });
    const second = asId<typeof EXAMPLE_JOB_ID>('b'.repeat(32));
    await cluster.run();
    await finishAll();

    await cluster.run(exampleSubmission({ jobId: second }));
    await finishAll();

    await expect(cluster.job()).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    expect(await cluster.status(second)).toBe('FINISHED');
  });
});

describe('a job that fails', () => {
  it('given running tasks, when one fails, then the others are cancelled and the job FAILED with its cause', async () => {
    await start();
    await cluster.run();
    const error = streamError('USER_FUNCTION_FAILED', {
      operator: 'words',
      task: 't',
      reason: 'boom',
      location: 'job.ts:3',
    }).toJSON();

    void cluster.taskExecutor(0).report(cluster.tasks[0] as never, 'FAILED', { error });
    await cluster.world.advance(1_000);

    const info = await cluster.job();
    expect(info.status).toBe('FAILED');
    expect(info.error).toMatchObject({ code: 'USER_FUNCTION_FAILED' });
    expect(info.vertices.flatMap(({ executions }) => executions.map(({ state }) => state))).toEqual([
      'FAILED',
      'CANCELED',
      'CANCELED',
      'CANCELED',
    ]);
    expect(await cluster.freeSlotCount()).toBe(2);
  });

  it('given a TaskManager that refuses a task, when it is deployed, then the job fails with its reason', async () => {
    await start();
    cluster.taskExecutor(0).refusesTasks = { reason: 'no module' };

    await cluster.run();

    expect(await cluster.job()).toMatchObject({ status: 'FAILED', error: { code: 'INTERNAL_ERROR' } });
  });

  it('given a TaskManager that does not answer, when it is given a task, then TASK_DEPLOYMENT_FAILED', async () => {
    await start();
    cluster.taskExecutor(0).ignoresTasks = true;

    await cluster.run();
    await cluster.world.advance(15_000);

    expect(await cluster.job()).toMatchObject({
      status: 'FAILED',
      error: { code: 'TASK_DEPLOYMENT_FAILED', details: { taskManager: 'tm-a' } },
    });
  });

  it('given a TaskManager whose calls fail, when two heartbeats are lost, then the job fails and names it', async () => {
    await start({ slotCounts: [1, 1] });
    await cluster.run();

    cluster.taskExecutor(1).stop();
    await cluster.world.advance(25_000);

    expect(await cluster.job()).toMatchObject({
      status: 'FAILED',
      error: { code: 'TASK_MANAGER_LOST', details: { taskManager: 'tm-b' } },
    });
    expect(await cluster.freeSlotCount()).toBe(1);
  });

  it('given a TaskManager that takes leave, when it disconnects, then the job fails at once', async () => {
    await start();
    await cluster.run();
    const gateway = await jobMaster();

    gateway.disconnectTaskManager(asId('tm-a'), 'it shuts down');
    await cluster.world.advance(100);

    expect(await cluster.job()).toMatchObject({ status: 'FAILED', error: { code: 'TASK_MANAGER_LOST' } });
  });

  it('given a slot that a TaskManager gives up, when it tells, then the job fails by SLOT_LOST', async () => {
    await start();
    await cluster.run();
    const gateway = await jobMaster();

    gateway.failSlot(asId('tm-a'), cluster.tasks[0]?.descriptor.allocationId as never, 'memory is short');
    await cluster.world.advance(100);

    expect(await cluster.job()).toMatchObject({ status: 'FAILED', error: { code: 'SLOT_LOST' } });
  });
});

describe('a job that is cancelled', () => {
  it('given running tasks, when it is cancelled, then all are told and it is CANCELED', async () => {
    await start();
    await cluster.run();

    await cluster.world.complete(cluster.dispatcherGateway.cancelJob(EXAMPLE_JOB_ID));
    await cluster.world.advance(100);

    expect(await cluster.status()).toBe('CANCELED');
    expect(cluster.tasks.map(({ state }) => state)).toEqual(['CANCELED', 'CANCELED', 'CANCELED', 'CANCELED']);
    expect(await cluster.freeSlotCount()).toBe(2);
  });

  it('given a TaskManager that does not answer, when it is cancelled, then it is CANCELED within 5 s', async () => {
    await start({ slotCounts: [1, 1] });
    await cluster.run();
    cluster.taskExecutor(1).ignoresCancel = true;

    await cluster.world.complete(cluster.dispatcherGateway.cancelJob(EXAMPLE_JOB_ID));
    expect(await cluster.status()).toBe('CANCELLING');
    await cluster.world.advance(5_000);

    expect(await cluster.status()).toBe('CANCELED');
  });

  it('given a job that waits for slots, when it is cancelled, then it is CANCELED at once', async () => {
    await start({ slotCounts: [1] });
    await cluster.run();
    expect(await cluster.job()).toMatchObject({
      status: 'RUNNING',
      waitingForSlots: { required: 2, acquired: 1 },
    });

    await cluster.world.complete(cluster.dispatcherGateway.cancelJob(EXAMPLE_JOB_ID));
    await cluster.world.advance(100);

    expect(await cluster.status()).toBe('CANCELED');
    expect(await cluster.freeSlotCount()).toBe(1);
  });

  it('given slots on their way, when the job is cancelled, then they are free without waiting', async () => {
    await start();
    cluster.taskExecutor(0).offersNothing = true;
    await cluster.run();
    expect(cluster.taskExecutor(0).freeSlotCount).toBe(0);

    await cluster.world.complete(cluster.dispatcherGateway.cancelJob(EXAMPLE_JOB_ID));
    await cluster.world.advance(100);

    expect(cluster.taskExecutor(0).freeSlotCount).toBe(2);
  });

  it('given an ended job, when it is cancelled, then nothing changes; an unknown one is JOB_NOT_FOUND', async () => {
    await start();
    await cluster.run();
    await finishAll();

    await cluster.world.complete(cluster.dispatcherGateway.cancelJob(EXAMPLE_JOB_ID));

    expect(await cluster.status()).toBe('FINISHED');
    const unknown = cluster.dispatcherGateway.cancelJob(asId('c'.repeat(32)));
    await expect(cluster.world.complete(unknown)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });
});

describe('a job that needs more slots than there are', () => {
  it('given the start-up time is over, when it is submitted, then it fails by SLOT_INSUFFICIENT', async () => {
    await start({ slotCounts: [1], startUpTimeMs: 0 });

    await cluster.run();

    expect(await cluster.job()).toMatchObject({
      status: 'FAILED',
      error: { code: 'SLOT_INSUFFICIENT', details: { required: 2, total: 1, acquired: 1, parallelism: 1 } },
    });
    expect(await cluster.freeSlotCount()).toBe(1);
  });

  it('given the cluster is starting, when TaskManagers come later, then the job runs after all', async () => {
    await start({ slotCounts: [1] });
    await cluster.run();
    expect(cluster.tasks).toEqual([]);

    await cluster.world.complete(cluster.addTaskExecutor(1));
    await cluster.world.advance(1_000);

    expect(cluster.tasks).toHaveLength(4);
  });

  it('given nobody comes, when slot.request.timeout is over, then it fails by SLOT_INSUFFICIENT', async () => {
    await start({ slotCounts: [1], slotRequestTimeoutMs: 5_000 });
    await cluster.run();
    expect(await cluster.status()).toBe('RUNNING');

    await cluster.world.advance(5_000);

    expect(await cluster.job()).toMatchObject({ status: 'FAILED', error: { code: 'SLOT_INSUFFICIENT' } });
  });

  it('given slots that an ended job is giving back, when the next job comes, then it gets them', async () => {
    await start({ startUpTimeMs: 0 });
    await cluster.run();
    for (const task of cluster.tasks) void cluster.taskExecutor(0).report(task, 'FINISHED');

    const second = 'b'.repeat(32);
    await cluster.run(exampleSubmission({ jobId: second }));

    expect(await cluster.status(second)).toBe('RUNNING');
    expect(cluster.tasks).toHaveLength(8);
  });
});

describe('a dispatcher that stops', () => {
  it('given a running job, when the process shuts down, then its slots are returned and all actors are gone', async () => {
    await start();
    await cluster.run();

    await cluster.world.complete(cluster.dispatcher.closeAsync());

    expect(cluster.taskExecutor(0).freeSlotCount).toBe(2);
    expect(actorNames().filter((name) => name.startsWith('jobmanager'))).toEqual([]);
  });
});

async function finishAll(): Promise<void> {
  for (const taskExecutor of cluster.taskExecutors) {
    for (const task of taskExecutor.tasks) {
      if (task.state !== 'FINISHED')
        void taskExecutor.report(task, 'FINISHED', { io: { numRecordsOut: 100 } });
    }
  }
  await cluster.world.advance(1_000);
}

function jobMaster(): Promise<RpcGateway<JobMasterGateway>> {
  const { service, world } = cluster;
  return world.complete(service.connect(`${service.address}/user/rpc/jobmanager_*`, JOB_MASTER_GATEWAY));
}

function countOf(call: string): number {
  return cluster.calls.filter((each) => each === call).length;
}

function actorNames(): string[] {
  return cluster.system.snapshot().map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
}
