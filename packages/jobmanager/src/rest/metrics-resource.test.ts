/** Metrics and back-pressure over REST: what TaskManagers report, by Flink's paths; virtual time. */
import { isStreamError } from '@rivulet/runtime/base';
import type { Metrics } from '@rivulet/runtime/rpc';
import { NO_TASK_IO, TASK_EXECUTOR_GATEWAY } from '@rivulet/runtime/rpc';
import type { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { EXAMPLE_JOB_ID, exampleGraph } from '../testing/example-job.ts';
import { TestCluster } from '../testing/test-cluster.ts';
import { metricsResource } from './metrics-resource.ts';
import { taskBuffersJson } from './task-buffers-json.ts';

let cluster: TestCluster;
let app: Hono;

const [source, count] = exampleGraph().vertices;
const vertex = (part: string, id = count?.id): string => `/jobs/${EXAMPLE_JOB_ID}/vertices/${id}/${part}`;

/** A job runs; the subtasks of its second vertex report these metrics. */
async function start(...reported: readonly Metrics[]): Promise<void> {
  cluster = await TestCluster.start();
  await cluster.run();
  const taskExecutor = cluster.taskExecutor(0);
  const counting = cluster.tasks.filter(({ descriptor }) => descriptor.vertexId === count?.id);
  taskExecutor.figures = counting.flatMap(({ descriptor }, i) => {
    const metrics = reported[i];
    return metrics === undefined ? [] : [{ attemptId: descriptor.attemptId, io: NO_TASK_IO, metrics }];
  });
  taskExecutor.heartbeatFromJobManager();
  await cluster.world.settle();
  app = metricsResource({
    clock: cluster.world.node('jobmanager').clock,
    dispatcher: cluster.dispatcherGateway,
    resourceManager: cluster.resourceManagerGateway,
    taskExecutor: (address: string) => cluster.service.connect(address, TASK_EXECUTOR_GATEWAY),
  } as never);
  app.onError((error, context) =>
    context.json({ code: isStreamError(error) ? error.code : `${error}` }, 400),
  );
}

afterEach(() => cluster.close());

async function call(path: string): Promise<unknown> {
  const response = await cluster.world.complete(Promise.resolve(app.request(path)));
  return response.json();
}

const times = (backPressured: number, idle: number): Metrics => ({
  backPressuredTimeMsPerSecond: backPressured,
  idleTimeMsPerSecond: idle,
  busyTimeMsPerSecond: 1000 - backPressured - idle,
});

describe('back-pressure', () => {
  it.each([
    [0, 100, 'ok'],
    [0, 101, 'low'],
    [500, 100, 'low'],
    [501, 100, 'high'],
  ])(
    'given subtasks at %i and %i ms per second, then the vertex is as bad as the worse: %s',
    async (a, b, level) => {
      await start(times(a, 0), times(b, 200));

      expect(await call(vertex('backpressure'))).toMatchObject({
        status: 'ok',
        backpressureLevel: level,
        'backpressure-level': level,
        subtasks: [
          { subtask: 0, 'attempt-number': 0, ratio: a / 1000, idleRatio: 0 },
          { subtask: 1, ratio: b / 1000, idleRatio: 0.2, busyRatio: (800 - b) / 1000 },
        ],
      });
    },
  );

  it('given a vertex that has told nothing yet, then there is nothing to show', async () => {
    await start();

    expect(await call(vertex('backpressure', source?.id))).toMatchObject({
      status: 'deprecated',
      subtasks: [],
    });
  });
});

describe('metrics', () => {
  it('given reports of two subtasks, then a vertex has them by number, and each subtask its own', async () => {
    await start({ numRecordsIn: 7 }, { numRecordsIn: 9, isBackPressured: true });

    expect(await call(vertex('metrics'))).toEqual([
      { id: '0.numRecordsIn' },
      { id: '1.numRecordsIn' },
      { id: '1.isBackPressured' },
    ]);
    expect(await call(vertex('metrics?get=1.numRecordsIn,nothing'))).toEqual([
      { id: '1.numRecordsIn', value: '9' },
    ]);
    expect(await call(vertex('subtasks/1/metrics?get=isBackPressured'))).toEqual([
      { id: 'isBackPressured', value: 'true' },
    ]);
    expect(await call(vertex('subtasks/2/metrics'))).toEqual({ code: 'VERTEX_NOT_FOUND' });
  });

  it('given several subtasks, then their metrics are aggregated as asked', async () => {
    await start({ numRecordsIn: 7 }, { numRecordsIn: 10 });

    expect(await call(vertex('subtasks/metrics'))).toEqual([{ id: 'numRecordsIn' }]);
    expect(await call(vertex('subtasks/metrics?get=numRecordsIn'))).toEqual([
      { id: 'numRecordsIn', min: 7, max: 10, avg: 8.5, sum: 17 },
    ]);
    expect(await call(vertex('subtasks/metrics?get=numRecordsIn&agg=max&subtasks=0-0'))).toEqual([
      { id: 'numRecordsIn', max: 7 },
    ]);
  });

  it('given a running job, then job, JobManager and TaskManagers have metrics too', async () => {
    await start();

    expect(await call(`/jobs/${EXAMPLE_JOB_ID}/metrics?get=numRestarts,lastCheckpointDuration`)).toEqual([
      { id: 'numRestarts', value: '0' },
      { id: 'lastCheckpointDuration', value: '-1' },
    ]);
    expect(await call('/jobmanager/metrics?get=numRunningJobs,taskSlotsTotal')).toEqual([
      { id: 'numRunningJobs', value: '1' },
      { id: 'taskSlotsTotal', value: '2' },
    ]);
    expect(await call('/taskmanagers/tm-a/metrics?get=Shuffle.Netty.TotalMemorySegments')).toEqual([
      { id: 'Shuffle.Netty.TotalMemorySegments', value: '2048' },
    ]);
    expect(await call('/taskmanagers/metrics?get=Shuffle.Netty.TotalMemorySegments&agg=sum')).toEqual([
      { id: 'Shuffle.Netty.TotalMemorySegments', sum: 2048 },
    ]);
    expect(await call('/taskmanagers/nobody/metrics')).toEqual({ code: 'TASK_MANAGER_NOT_FOUND' });
  });
});

it('given tasks that have told of their pools, then each shows how full they are, the others not at all', async () => {
  await start({ 'buffers.outPoolUsage': 0.5, 'buffers.inPoolUsage': 1, 'buffers.inputQueueLength': 4 });

  expect(taskBuffersJson(await cluster.job())).toEqual([
    {
      task: 'count -> Sink: print (1/2)',
      taskManagerId: 'tm-a',
      inPoolUsage: 1,
      inputExclusiveBuffersUsage: 0,
      inputFloatingBuffersUsage: 0,
      outPoolUsage: 0.5,
      inputQueueLength: 4,
      outputQueueLength: 0,
    },
  ]);
});
