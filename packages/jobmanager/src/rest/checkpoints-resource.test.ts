/** Marker checkpoints over REST: triggered, followed, shown per subtask; fake TaskManagers, virtual time. */
import { isStreamError } from '@rivulet/runtime/base';
import type { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { EXAMPLE_JOB_ID, exampleGraph } from '../testing/example-job.ts';
import { TestCluster } from '../testing/test-cluster.ts';
import { checkpointsResource } from './checkpoints-resource.ts';

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

let cluster: TestCluster;
let app: Hono;

/** A job runs. */
async function start(): Promise<void> {
  cluster = await TestCluster.start();
  await cluster.run();
  app = checkpointsResource({ dispatcher: cluster.dispatcherGateway });
  app.onError((error, context) => {
    if (!isStreamError(error)) return context.json({ code: String(error) }, 500);
    return context.json({ code: error.code }, error.code === 'CHECKPOINT_NOT_TRIGGERED' ? 409 : 400);
  });
}

afterEach(() => cluster.close());

async function call(path: string, init?: RequestInit): Promise<Answer> {
  const response = await cluster.world.complete(Promise.resolve(app.request(path, init)));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('checkpoints over REST', () => {
  const checkpoints = `/jobs/${EXAMPLE_JOB_ID}/checkpoints`;

  it('given a running job, when one is triggered, then each subtask shows when its barriers came', async () => {
    await start();
    const body = JSON.stringify({ alignment: 'unaligned' });

    const { status, body: answer } = await call(checkpoints, { method: 'POST', body });
    const triggerId = String(answer['request-id']);
    expect(status).toBe(202);
    expect((await call(`${checkpoints}/${triggerId}`)).body).toMatchObject({ status: { id: 'IN_PROGRESS' } });
    await acknowledgeAll();

    expect((await call(`${checkpoints}/${triggerId}`)).body).toEqual({
      status: { id: 'COMPLETED' },
      operation: { checkpointId: 1 },
    });
    expect((await call(checkpoints)).body).toMatchObject({
      counts: { total: 1, completed: 1, failed: 0, in_progress: 0 },
      latest: { completed: { id: 1, checkpoint_type: 'UNALIGNED_CHECKPOINT' } },
    });
    const vertexId = String(exampleGraph().vertices[1]?.id);
    expect((await call(`${checkpoints}/details/1/subtasks/${vertexId}`)).body).toMatchObject({
      num_acknowledged_subtasks: 2,
      summary: { alignment: { duration: { max: 5 } }, start_delay: { avg: 3 } },
      subtasks: [
        { index: 0, status: 'completed', alignment: { duration: 5 }, start_delay: 3 },
        { index: 1, status: 'completed', alignment: { duration: 5 }, start_delay: 3 },
      ],
    });
  });

  it.each([
    ['[1', 400, 'REST_REQUEST_INVALID'],
    ['{"alignment": "sideways"}', 400, 'REST_REQUEST_INVALID'],
    ['{"alignedCheckpointTimeout": -1}', 400, 'REST_REQUEST_INVALID'],
    ['{"checkpointType": "FULL"}', 409, 'CHECKPOINT_NOT_TRIGGERED'],
  ])('given the body %s, then %i and %s', async (body, status, code) => {
    await start();
    await call(checkpoints, { method: 'POST' });

    const answer = await call(checkpoints, { method: 'POST', body });

    expect(answer).toEqual({ status, body: { code } });
  });
});

async function acknowledgeAll(): Promise<void> {
  const taskExecutor = cluster.taskExecutor(0);
  for (const task of taskExecutor.tasks) {
    taskExecutor.jobMasterOf(task)?.acknowledgeCheckpoint(task.descriptor.attemptId, 1, {
      unalignedCheckpoint: true,
      checkpointStartDelayNanos: 3e6,
      alignmentDurationNanos: 5e6,
      syncDurationMillis: 0,
    });
  }
  await cluster.world.settle();
}
