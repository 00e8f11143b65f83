/** JobManager and TaskManagers as processes of their own, over simulated TCP: control messages as frames, and what
 *  becomes of a job when a process dies or a cable is cut. */
import { asId } from '@rivulet/runtime/base';
import type { ExecutionGraphInfo } from '@rivulet/runtime/rpc';
import { openControlPlane, resourceManagerAddressAt } from '@rivulet/runtime/rpc';
import { SimWorld } from '@rivulet/runtime/io/sim';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_JOB_ID, exampleSubmission } from '../testing/example-job.ts';
import { FakeTaskExecutor } from '../testing/fake-task-executor.ts';
import { DEFAULT_JOB_MANAGER_CONFIG } from './job-manager-config.ts';
import { type JobManager, startJobManager } from './start-job-manager.ts';

const RPC = { host: '127.0.0.1', port: 6_123 };

type Cluster = {
  readonly world: SimWorld;
  readonly jobManager: JobManager;
  readonly taskExecutors: readonly FakeTaskExecutor[];
};

describe('a JobManager and its TaskManagers in separate processes', () => {
  it('given a job, when it is submitted, then slots, tasks and reports cross the wire until it is FINISHED', async () => {
    const cluster = await startCluster('tm-a', 'tm-b');

    await runJob(cluster);
    expect(cluster.taskExecutors.map(({ tasks }) => tasks.length)).toEqual([2, 2]);
    for (const taskExecutor of cluster.taskExecutors) {
      for (const task of taskExecutor.tasks)
        void taskExecutor.report(task, 'FINISHED', { io: { numRecordsOut: 5 } });
    }
    await cluster.world.advance(1_000);

    const info = await jobOf(cluster);
    expect(info.status).toBe('FINISHED');
    expect(info.vertices[1]?.executions.map(({ io }) => io.numRecordsOut)).toEqual([5, 5]);
    expect(cluster.taskExecutors.map(({ freeSlotCount }) => freeSlotCount)).toEqual([1, 1]);
    await cluster.world.complete(cluster.jobManager.close());
  });

  it('given a running job, when a TaskManager process dies, then the job fails and names it', async () => {
    const cluster = await startCluster('tm-a', 'tm-b');
    await runJob(cluster);

    cluster.world.crash('tm-b');
    await cluster.world.advance(60_000);

    expect(await jobOf(cluster)).toMatchObject({
      status: 'FAILED',
      error: { code: 'TASK_MANAGER_LOST', details: { taskManager: 'tm-b' } },
    });
    expect(cluster.taskExecutors[0]?.tasks.map(({ state }) => state)).toEqual(['CANCELED', 'CANCELED']);
    await cluster.world.complete(cluster.jobManager.close());
  });

  it('given a dead TaskManager nobody noticed yet, when the job is cancelled, then it is CANCELED within 5 s', async () => {
    const cluster = await startCluster('tm-a', 'tm-b');
    await runJob(cluster);
    cluster.world.crash('tm-b');

    await cluster.world.complete(cluster.jobManager.dispatcher.cancelJob(EXAMPLE_JOB_ID));
    await cluster.world.advance(5_000);

    expect((await jobOf(cluster)).status).toBe('CANCELED');
    await cluster.world.complete(cluster.jobManager.close());
  });

  it('given a lost TaskManager, when it registers again, then the next job runs on it', async () => {
    const cluster = await startCluster('tm-a');
    const { world, jobManager } = cluster;
    world.crash('tm-a');
    await world.advance(60_000);

    const revived = await startTaskExecutor(world, 'tm-a', 2);
    await world.complete(jobManager.dispatcher.submitJob(exampleSubmission({ jobId: 'b'.repeat(32) })));
    await world.advance(1_000);

    expect(revived.tasks).toHaveLength(4);
    await world.complete(jobManager.close());
  });
});

async function startCluster(...names: readonly string[]): Promise<Cluster> {
  const world = new SimWorld();
  const config = { ...DEFAULT_JOB_MANAGER_CONFIG, rpc: RPC, blobDirectory: '/blobs' };
  const jobManager = await world.complete(startJobManager(config, world.node('jobmanager')));
  const taskExecutors: FakeTaskExecutor[] = [];
  for (const name of names) taskExecutors.push(await startTaskExecutor(world, name, 1));
  return { world, jobManager, taskExecutors };
}

async function startTaskExecutor(
  world: SimWorld,
  name: string,
  slotCount: number,
): Promise<FakeTaskExecutor> {
  const { askTimeoutMs, frameLimitBytes } = DEFAULT_JOB_MANAGER_CONFIG;
  const opening = openControlPlane(
    { rpc: { host: '127.0.0.1', port: 0 }, askTimeoutMs, frameLimitBytes },
    world.node(name),
  );
  const { service } = await world.complete(opening);
  const taskExecutor = new FakeTaskExecutor(service, {
    name,
    slotCount,
    resourceManagerAddress: resourceManagerAddressAt(RPC),
  });
  taskExecutor.start();
  await world.complete(taskExecutor.register());
  return taskExecutor;
}

async function runJob({ world, jobManager }: Cluster): Promise<void> {
  await world.complete(jobManager.dispatcher.submitJob(exampleSubmission()));
  await world.advance(1_000);
}

function jobOf({ world, jobManager }: Cluster): Promise<ExecutionGraphInfo> {
  return world.complete(jobManager.dispatcher.requestJob(asId(EXAMPLE_JOB_ID)));
}
