/** Looking into actors over REST: lists, mailboxes, pausing, dead letters, graph and trace, on virtual time. */
import { ClusterInspector, ProcessInspector } from '@rivulet/runtime/actor';
import type { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { isStreamError } from '@rivulet/runtime/base';
import { EXAMPLE_JOB_ID, exampleSubmission } from '../testing/example-job.ts';
import { TestCluster } from '../testing/test-cluster.ts';
import { inspectionResource } from './inspection-resource.ts';
import { traceEvents } from './trace-events.ts';

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

let cluster: TestCluster;
let app: Hono;

async function start(inspectControl = true): Promise<void> {
  cluster = await TestCluster.start();
  const settings = { inspectControl, askTimeoutMs: 10_000, heartbeatTimeoutMs: 50_000 };
  const inspector = new ClusterInspector(new ProcessInspector(cluster.system));
  app = inspectionResource({ inspector, settings } as never);
  app.onError((error, context) =>
    context.json(
      { code: isStreamError(error) ? error.code : String(error) },
      isStreamError(error) ? 400 : 500,
    ),
  );
}

async function call(path: string, method = 'GET'): Promise<Answer> {
  const response = await cluster.world.complete(Promise.resolve(app.request(path, { method })));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

afterEach(() => cluster.close());

describe('actors over REST', () => {
  it('given a cluster, when actors are listed, then endpoints are there with depth and counts', async () => {
    await start();

    const { body } = await call('/actors');

    const [process] = body['processes'] as { actors: { path: string; processed: number }[] }[];
    expect(process?.actors.map(({ path }) => path)).toContain('/user/rpc/dispatcher_1');
    expect(process?.actors.find(({ path }) => path.endsWith('dispatcher_1'))).toMatchObject({
      mailboxDepth: 0,
      oldestAgeMs: null,
      state: 'running',
    });
  });

  it('given a paused Dispatcher and a submission, then it is seen waiting, stepped once, and runs when resumed', async () => {
    await start();
    const path = '/user/rpc/dispatcher_1';
    const paused = await call(`/actors/mailbox?path=${path}&action=pause`, 'PATCH');
    const submitted = cluster.dispatcherGateway.submitJob(exampleSubmission());
    const listed = cluster.dispatcherGateway.listJobs();
    await cluster.world.advance(500);

    const seen = await call(`/actors/mailbox?path=${path}&payloads=true`);
    await call(`/actors/mailbox?path=${path}&action=step`, 'PATCH');
    await cluster.world.settle();
    const stepped = await call(`/actors/mailbox?path=${path}`);
    await call(`/actors/mailbox?path=${path}&action=resume`, 'PATCH');
    await cluster.world.complete(Promise.all([submitted, listed]));
    await cluster.world.advance(1_000);

    expect(paused.body).toMatchObject({ action: 'pause', newAsksTimeOutAfterMs: 10_000, waiting: [] });
    expect(seen.body).toMatchObject({
      mailboxes: [
        {
          actor: { state: 'paused', mailboxDepth: 2, oldestAgeMs: 500 },
          states: { endpoint: 'STARTED' },
          user: [
            {
              type: 'submitJob',
              ageMs: 500,
              askLeftMs: 9_500,
              payload: { args: [{ jobId: EXAMPLE_JOB_ID }] },
            },
            { type: 'listJobs' },
          ],
        },
      ],
    });
    expect(stepped.body).toMatchObject({ mailboxes: [{ user: [{ type: 'listJobs' }] }] });
    expect(await cluster.status()).toBe('RUNNING');
  });

  it('given a job, when its trace is asked for, then the slot protocol stands in order', async () => {
    await start();
    await cluster.world.complete(cluster.dispatcherGateway.submitJob(exampleSubmission()));
    await cluster.world.advance(1_000);

    const { body } = await call(`/actors/trace?job=${EXAMPLE_JOB_ID}`);

    const types = (body['events'] as { kind: string; type: string }[])
      .filter(({ kind }) => kind === 'message')
      .map(({ type }) => type);
    const protocol = [
      'submitJob',
      'START',
      'registerJobMaster',
      'declareRequiredResources',
      'requestSlot',
      'registerTaskManager',
      'offerSlots',
      'submitTask',
      'updateTaskExecutionState',
    ];
    expect(types.filter((type, at) => protocol.includes(type) && types.indexOf(type) === at)).toEqual(
      protocol,
    );
  });

  it('given dead letters and the graph, then both answer', async () => {
    await start();

    expect((await call('/actors/dead-letters')).body).toMatchObject({
      processes: [{ process: 'jobmanager' }],
    });
    expect((await call('/actors/graph')).body).toMatchObject({ circles: [] });
  });

  it('given no actor there, or a wrong action, then the code says so', async () => {
    await start();

    expect((await call('/actors/mailbox?path=/user/nobody')).body).toEqual({ code: 'ACTOR_NOT_FOUND' });
    expect((await call('/actors/mailbox?path=/user/rpc/x&action=jump', 'PATCH')).body).toEqual({
      code: 'REST_REQUEST_INVALID',
    });
    expect((await call('/actors/mailbox?path=/system&action=pause', 'PATCH')).body).toEqual({
      code: 'ACTOR_NOT_FOUND',
    });
  });

  it('given control is off, then payloads and pausing are refused, and the rest answers', async () => {
    await start(false);
    const path = '/user/rpc/dispatcher_1';

    const refused = [
      await call(`/actors/mailbox?path=${path}&payloads=true`),
      await call(`/actors/mailbox?path=${path}&action=pause`, 'PATCH'),
    ];

    expect(refused.map(({ body }) => body)).toEqual(Array(2).fill({ code: 'INSPECT_CONTROL_DISABLED' }));
    expect((await call(`/actors/mailbox?path=${path}`)).status).toBe(200);
  });

  it('given the same path in two processes, when it is paused, then ACTOR_AMBIGUOUS names both', async () => {
    await start();
    const report = (address: string): object => ({ address, actor: { path: '/user/rpc/taskmanager_0' } });
    const inspector = { mailboxes: async () => [report('rivulet.tcp://a'), report('rivulet.tcp://b')] };
    const settings = { inspectControl: true };
    const other = inspectionResource({ inspector, settings } as never);
    let message = '';
    other.onError((error, context) => {
      message = isStreamError(error, 'ACTOR_AMBIGUOUS') ? error.message : '';
      return context.json({});
    });

    await other.request('/actors/mailbox?path=/user/rpc/taskmanager_0&action=pause', { method: 'PATCH' });

    expect(message).toContain('rivulet.tcp://a, rivulet.tcp://b');
  });
});

describe('one trace of several processes', () => {
  const record = (id: number, from: string | undefined, to: string, more: object = {}): never =>
    ({
      kind: 'message',
      id,
      cause: 0,
      from,
      to,
      type: `m${id}`,
      topic: undefined,
      outcome: 'ok',
      ...more,
    }) as never;

  it('given causes across processes, then a job’s messages are found through them', () => {
    const a = 'rivulet.tcp://a';
    const b = 'rivulet.tcp://b';
    const reports = [
      {
        process: 'jobmanager',
        address: a,
        records: [
          record(1, undefined, '/user/rpc/dispatcher_1', { topic: 'j1' }),
          record(2, undefined, '/user/rpc/other'),
          record(3, '/user/rpc/dispatcher_1', `${b}/user/rpc/taskmanager_0`, { kind: 'departure', cause: 1 }),
        ],
      },
      {
        process: 'tm',
        address: b,
        records: [record(4, `${a}/user/rpc/dispatcher_1`, '/user/rpc/taskmanager_0', { cause: 1 })],
      },
    ];

    expect(traceEvents(reports, { job: 'j1' }).map(({ type }) => type)).toEqual(['m1', 'm4']);
    expect(traceEvents(reports, { actor: 'other' }).map(({ type }) => type)).toEqual(['m2']);
    expect(traceEvents(reports.slice(0, 1), {}).map(({ type }) => type)).toEqual(['m1', 'm2', 'm3']);
  });
});
