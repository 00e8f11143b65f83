/** The REST endpoint, request by request, over real endpoints and fake TaskManagers on virtual time. */
import { ClusterInspector, ProcessInspector } from '@rivulet/runtime/actor';
import { streamError } from '@rivulet/runtime/base';
import { type RpcGateway, TASK_EXECUTOR_GATEWAY, type TaskExecutorGateway } from '@rivulet/runtime/rpc';
import type { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { BlobStore } from '../blob/blob-store.ts';
import { EXAMPLE_JOB_ID, exampleGraph, exampleSubmission } from '../testing/example-job.ts';
import { REST_CONTRACT } from '../testing/rest-contract.ts';
import { TestCluster } from '../testing/test-cluster.ts';
import { createRestApp } from './rest-app.ts';
import type { RestSettings } from './rest-services.ts';

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

let cluster: TestCluster;
let app: Hono;
let blobs: BlobStore;
let shutDowns = 0;

async function start(settings: Partial<RestSettings> = {}): Promise<void> {
  cluster = await TestCluster.start();
  const io = cluster.world.node('jobmanager');
  blobs = new BlobStore(io.storage, { directory: '/blobs', limitBytes: 1_000 });
  shutDowns = 0;
  app = createRestApp({
    clock: io.clock,
    log: io.log,
    dispatcher: cluster.dispatcherGateway,
    resourceManager: cluster.resourceManagerGateway,
    blobs,
    inspector: new ClusterInspector(new ProcessInspector(cluster.system)),
    settings: {
      inspectControl: true,
      askTimeoutMs: 10_000,
      heartbeatTimeoutMs: 50_000,
      refreshIntervalMs: 3_000,
      contentLimitBytes: 10_000,
      version: '0.1.0',
      configuration: { 'rest.port': '8081' },
      ...settings,
    },
    taskExecutor: (address): Promise<RpcGateway<TaskExecutorGateway>> =>
      cluster.service.connect(address, TASK_EXECUTOR_GATEWAY),
    actors: () => cluster.system.snapshot(),
    shutDown: () => void shutDowns++,
  });
}

afterEach(() => cluster.close());

async function call(path: string, init?: RequestInit): Promise<Answer> {
  const response = await cluster.world.complete(Promise.resolve(app.request(path, init)));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function postJson(value: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return call('/jobs', { method: 'POST', headers, body: JSON.stringify(value) });
}

function postForm(parts: Record<string, Blob | File>): Promise<Answer> {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) form.set(name, part);
  return call('/v1/jobs', { method: 'POST', body: form });
}

async function runJob(): Promise<void> {
  await postJson(exampleSubmission());
  await cluster.world.advance(1_000);
}

describe('submitting over REST', () => {
  it('given JSON without a bundle, when it is posted, then 202 and the job runs', async () => {
    await start();

    const answer = await postJson(exampleSubmission());
    await cluster.world.advance(1_000);

    expect(answer).toEqual({ status: 202, body: { jobUrl: `/jobs/${EXAMPLE_JOB_ID}` } });
    expect(await cluster.status()).toBe('RUNNING');
  });

  it('given a form with graph and bundle files, when it is posted, then tasks get the blob and it is served', async () => {
    await start();
    const { graph: _, module: __, ...fields } = exampleSubmission();
    const request = { ...fields, jobGraphFileName: 'graph.json', bundleFileName: 'job.mjs' };

    const answer = await postForm({
      request: new Blob([JSON.stringify(request)]),
      file_0: new File([JSON.stringify(exampleGraph())], 'graph.json'),
      file_1: new File(['export default 1;\n'], 'job.mjs'),
    });
    await cluster.world.advance(1_000);

    expect(answer.status).toBe(202);
    const module = cluster.tasks[0]?.descriptor.module;
    expect(module?.kind).toBe('blob');
    const key = module?.kind === 'blob' ? module.key : '';
    const served = await app.request(`/blobs/${key}`);
    expect(await served.text()).toBe('export default 1;\n');
  });

  it('given a form with the whole submission and a part called bundle, when it is posted, then it is taken', async () => {
    await start();

    const answer = await postForm({
      request: new File([JSON.stringify(exampleSubmission())], 'request.json'),
      bundle: new File(['export default 1;\n'], 'b.mjs'),
    });
    await cluster.world.advance(1_000);

    expect(answer.status).toBe(202);
    expect(cluster.tasks[0]?.descriptor.module.kind).toBe('blob');
  });

  it('given a job that is known, when it is posted again with a bundle, then 409 and its bundle stays', async () => {
    await start();
    const parts = {
      request: new Blob([JSON.stringify(exampleSubmission())]),
      bundle: new File(['export default 1;\n'], 'b.mjs'),
    };
    await postForm(parts);

    const again = await postForm(parts);

    expect(again.status).toBe(409);
    expect(again.body['errors']).toEqual([expect.stringMatching(/^JOB_DUPLICATE: /)]);
    await expect(
      blobs.get('96909e1dce85ca534fd8881f6c8369a8a87e06df5a4bf81ef44a72db195b0704' as never),
    ).resolves.toBeDefined();
  });

  it.each([
    ['malformed JSON', { 'content-type': 'application/json' }, '{"jobId":', 'REST_REQUEST_INVALID', 400],
    ['an unknown content type', { 'content-type': 'text/plain' }, 'hello', 'REST_REQUEST_INVALID', 400],
    ['a malformed form', { 'content-type': 'multipart/form-data' }, 'x', 'REST_REQUEST_INVALID', 400],
    [
      'a graph of another version',
      { 'content-type': 'application/json' },
      oldGraph(),
      'JOB_GRAPH_INVALID',
      400,
    ],
    [
      'a body above the limit',
      { 'content-type': 'application/json' },
      'x'.repeat(10_001),
      'REST_REQUEST_TOO_LARGE',
      413,
    ],
  ])('given %s, when it is posted, then a coded error', async (_, headers, body, code, status) => {
    await start();

    const answer = await call('/jobs', { method: 'POST', headers, body });

    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ errors: [expect.stringMatching(new RegExp(`^${code}: .+\\. .+`))] });
  });

  it('given a bundle above the limit, when it is posted, then 413 and the job is not taken', async () => {
    await start();

    const answer = await postForm({
      request: new Blob([JSON.stringify(exampleSubmission())]),
      bundle: new File(['x'.repeat(1_001)], 'b.mjs'),
    });

    expect(answer.status).toBe(413);
    expect((await call(`/jobs/${EXAMPLE_JOB_ID}`)).status).toBe(404);
  });
});

describe('reading over REST', () => {
  it('given a running job, when it is listed, then Flink’s fields with lower-case counts', async () => {
    await start();
    await runJob();

    const { body } = await call('/v1/jobs/overview');

    expect(body['jobs']).toMatchObject([
      {
        jid: EXAMPLE_JOB_ID,
        name: 'word count',
        state: 'RUNNING',
        'end-time': -1,
        duration: 1_000,
        tasks: { total: 4, running: 4, created: 0, reconciling: 0 },
      },
    ]);
    expect((await call('/jobs')).body).toEqual({ jobs: [{ id: EXAMPLE_JOB_ID, status: 'RUNNING' }] });
    expect((await call(`/jobs/${EXAMPLE_JOB_ID}/status`)).body).toEqual({ status: 'RUNNING' });
  });

  it('given a running job, when its details are read, then upper-case counts, metrics and the plan', async () => {
    await start();
    await runJob();

    const { body } = await call(`/jobs/${EXAMPLE_JOB_ID}`);

    expect(body).toMatchObject({
      jid: EXAMPLE_JOB_ID,
      isStoppable: false,
      'job-type': 'STREAMING',
      'status-counts': { RUNNING: 2, CREATED: 0 },
      vertices: [
        {
          name: 'Source: text -> words',
          status: 'RUNNING',
          tasks: { RUNNING: 2 },
          metrics: { 'read-records': 0 },
        },
        { name: 'count -> Sink: print', parallelism: 2, maxParallelism: 128 },
      ],
      plan: {
        nodes: [
          { parallelism: 2, description: 'Source: text<br/>+- words<br/>' },
          { inputs: [{ num: 0, ship_strategy: 'HASH', exchange: 'pipelined_bounded' }] },
        ],
      },
    });
    const [vertex] = body['vertices'] as { id: string }[];
    const details = await call(`/jobs/${EXAMPLE_JOB_ID}/vertices/${vertex?.id}`);
    expect(details.body).toMatchObject({
      subtasks: [
        { subtask: 0, status: 'RUNNING', attempt: 0, endpoint: '127.0.0.1:9000', 'taskmanager-id': 'tm-a' },
        { subtask: 1, metrics: { 'write-records': 0 } },
      ],
      aggregated: { metrics: { 'write-records': { min: 0, p95: 0 } } },
    });
  });

  it('given a failed job, when exceptions and result are read, then both carry the code and the task', async () => {
    await start();
    await runJob();
    const error = streamError('USER_FUNCTION_FAILED', {
      operator: 'o',
      task: 't',
      reason: 'r',
      location: 'l',
    });
    void cluster.taskExecutor(0).report(cluster.tasks[1] as never, 'FAILED', { error: error.toJSON() });
    await cluster.world.advance(1_000);

    const exceptions = await call(`/jobs/${EXAMPLE_JOB_ID}/exceptions`);
    const result = await call(`/jobs/${EXAMPLE_JOB_ID}/execution-result`);

    expect(exceptions.body).toMatchObject({
      exceptionHistory: {
        entries: [
          {
            exceptionName: 'USER_FUNCTION_FAILED',
            taskName: 'Source: text -> words (2/2)',
            taskManagerId: 'tm-a',
            concurrentExceptions: [],
          },
        ],
        truncated: false,
      },
    });
    expect(result.body).toMatchObject({
      status: { id: 'COMPLETED' },
      'job-execution-result': {
        'application-status': 'FAILED',
        'failure-cause': { code: 'USER_FUNCTION_FAILED', details: { operator: 'o' } },
      },
    });
  });

  it('given a cluster, when it is looked at, then overview, TaskManagers, actors, threads and configuration', async () => {
    await start();
    await runJob();

    expect((await call('/overview')).body).toMatchObject({
      taskmanagers: 1,
      'slots-total': 2,
      'slots-available': 0,
      'jobs-running': 1,
    });
    expect((await call('/config')).body).toMatchObject({
      'refresh-interval': 3_000,
      features: { 'web-cancel': true },
    });
    expect((await call('/taskmanagers')).body).toMatchObject({
      taskmanagers: [{ id: 'tm-a', slotsNumber: 2, freeSlots: 0, dataPort: 9_000, blocked: false }],
    });
    expect((await call('/taskmanagers/tm-a')).body).toMatchObject({
      allocatedSlots: [{ jobId: EXAMPLE_JOB_ID }, { jobId: EXAMPLE_JOB_ID }],
      metrics: { garbageCollectors: [] },
    });
    expect((await call('/taskmanagers/tm-a/threads')).body).toMatchObject({ threads: [{ role: 'main' }] });
    expect((await call('/taskmanagers/tm-a/actors')).body).toMatchObject({ process: 'tm-a', actors: [{}] });
    expect((await call(`/jobs/${EXAMPLE_JOB_ID}/channels`)).body).toEqual({ channels: [], tasks: [] });
    expect((await call('/jobmanager/config')).body).toEqual([{ key: 'rest.port', value: '8081' }]);
    const actors = { processes: [{ process: 'jobmanager' }], missing: [] };
    expect((await call('/actors')).body).toMatchObject(actors);
  });

  it.each(Object.entries(REST_CONTRACT))(
    'given GET %s, when it answers, then no field of Flink’s is missing',
    async (path, fields) => {
      await start();
      await runJob();
      const [vertex] = exampleGraph().vertices;

      const { status, body } = await call(
        path
          .replace(':jobid', EXAMPLE_JOB_ID)
          .replace(':vertexid', vertex?.id ?? '')
          .replace(':taskmanagerid', 'tm-a'),
      );

      expect(status).toBe(200);
      expect(fields.filter((field) => !hasField(body, field.split('.')))).toEqual([]);
    },
  );
});

describe('changing over REST', () => {
  it.each([
    ['PATCH', `/v1/jobs/${EXAMPLE_JOB_ID}?mode=cancel`],
    ['PATCH', `/jobs/${EXAMPLE_JOB_ID}`],
    ['GET', `/jobs/${EXAMPLE_JOB_ID}/yarn-cancel`],
  ])('given a running job, when %s %s, then 202 and it is CANCELED', async (method, path) => {
    await start();
    await runJob();

    expect(await call(path, { method })).toEqual({ status: 202, body: {} });
    await cluster.world.advance(1_000);

    expect(await cluster.status()).toBe('CANCELED');
  });

  it('given a cluster, when it is deleted, then it begins to shut down', async () => {
    await start();

    expect(await call('/cluster', { method: 'DELETE' })).toEqual({ status: 200, body: {} });
    expect(shutDowns).toBe(1);
  });

  it.each([
    ['GET', '/v1/nothing/here', 404, 'REST_PATH_UNKNOWN'],
    ['POST', '/overview', 404, 'REST_PATH_UNKNOWN'],
    ['GET', `/jobs/${'0'.repeat(32)}`, 404, 'JOB_NOT_FOUND'],
    ['PATCH', `/jobs/${'0'.repeat(32)}?mode=cancel`, 404, 'JOB_NOT_FOUND'],
    ['PATCH', `/jobs/${EXAMPLE_JOB_ID}?mode=stop`, 400, 'REST_REQUEST_INVALID'],
    ['GET', `/jobs/${EXAMPLE_JOB_ID}/vertices/nobody`, 404, 'VERTEX_NOT_FOUND'],
    ['GET', `/jobs/${EXAMPLE_JOB_ID}/checkpoints/details/9`, 404, 'CHECKPOINT_NOT_FOUND'],
    ['GET', '/taskmanagers/nobody', 404, 'TASK_MANAGER_NOT_FOUND'],
    ['GET', '/blobs/nothing', 404, 'BLOB_NOT_FOUND'],
  ])('given %s %s, when it is asked, then %i and %s', async (method, path, status, code) => {
    await start();
    await runJob();

    const answer = await call(path, { method });

    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ errors: [expect.stringContaining(`${code}: `)] });
  });

  it('given a page of another site, when it tries to change something, then 403; reading is not hindered', async () => {
    await start();
    const headers = { origin: 'https://evil.example', host: '127.0.0.1:8081' };

    const answer = await call('/cluster', { method: 'DELETE', headers });

    expect(answer).toMatchObject({
      status: 403,
      body: { errors: [expect.stringContaining('REST_CROSS_ORIGIN')] },
    });
    expect(shutDowns).toBe(0);
    expect((await call('/overview', { headers })).status).toBe(200);
    const own = { origin: 'http://127.0.0.1:8081', host: '127.0.0.1:8081' };
    expect((await call('/cluster', { method: 'DELETE', headers: own })).status).toBe(200);
  });

  it('given a secret, when a request comes without it, then 401, and with it, an answer', async () => {
    await start({ secret: 'tell nobody' });

    expect((await call('/overview')).body).toEqual({
      errors: [expect.stringContaining('REST_UNAUTHORIZED')],
    });
    expect((await call('/overview', { headers: { authorization: 'Bearer tell nobody' } })).status).toBe(200);
  });
});

function oldGraph(): string {
  const submission = exampleSubmission();
  return JSON.stringify({ ...submission, graph: { ...submission.graph, version: 0 } });
}

/** In every element of a list; an empty list has nothing to show. */
function hasField(value: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return value !== undefined;
  if (first === '[]') return Array.isArray(value) && value.every((element) => hasField(element, rest));
  return (
    typeof value === 'object' && value !== null && hasField((value as Record<string, unknown>)[first], rest)
  );
}
