/** A barrier through whole jobs on one task host: in band, measured, declined where it cannot begin. */
import { defineJob, type JobBuildFunction } from '@rivulet/api';
import type { CheckpointBarrier } from '@rivulet/runtime/network';
import { expect, it } from 'vitest';
import { InThreadJob, type InThreadJobOptions } from '../../testing/in-thread-job.ts';
import { jobBuildsOf, taskWaitOf } from '../metrics/index.ts';

const job = (build: JobBuildFunction, options: InThreadJobOptions = {}): InThreadJob =>
  new InThreadJob(defineJob({ name: 'test' }, build), options);

const barrier = (running: InThreadJob, checkpointId = 1): CheckpointBarrier => ({
  kind: 'checkpointBarrier',
  checkpointId,
  timestampMs: running.nowMs,
  snapshot: 'checkpoint',
  alignment: 'aligned',
  alignedTimeoutMs: Infinity,
});

const twoSteps: JobBuildFunction = (env) => {
  env
    .generate({ ratePerSecond: 1000 }, (i) => i % 7)
    .keyBy((n) => n)
    .count()
    .map(({ count }) => count)
    .rebalance()
    .discard();
};

it.each([
  ['EXACTLY_ONCE', { alignment: 'aligned' }],
  ['EXACTLY_ONCE', { alignment: 'unaligned' }],
  ['EXACTLY_ONCE', { alignment: 'aligned', alignedTimeoutMs: 5 }],
  ['AT_LEAST_ONCE', { alignment: 'at-least-once' }],
  ['AT_LEAST_ONCE', { alignment: 'aligned' }],
] as const)(
  'given a job %s, when its sources are triggered %o, then every task acknowledges, producers first',
  async (checkpointingMode, options) => {
    const running = job(twoSteps, { parallelism: 2, settings: { checkpointingMode } });
    const isRunning = (): boolean => running.states.filter(({ state }) => state === 'RUNNING').length >= 5;
    await running.run(isRunning);
    const taskNames = running.local.deployments.map(({ plan }) => plan.taskName);
    const sources = taskNames.filter((name) => name.startsWith('Source'));

    for (const source of sources) running.triggerCheckpoint(source, { ...barrier(running), ...options });
    await running.run(() => running.checkpoints.length === taskNames.length);

    expect(running.checkpoints.map(({ type }) => type)).toEqual(taskNames.map(() => 'acknowledgeCheckpoint'));
    // Every subtask feeds every one of the next vertex: none of those can have all barriers before.
    const vertexOf = (taskName: string): number =>
      running.local.graph.vertices.findIndex(({ name }) => taskName.startsWith(name));
    const order = running.checkpoints.map(({ taskId }) => vertexOf(taskId));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(running.checkpoints.map(({ taskId }) => taskId))).toEqual(new Set(taskNames));
    for (const report of running.checkpoints) {
      if (report.type !== 'acknowledgeCheckpoint') continue;
      expect(report.metrics.checkpointStartDelayNanos).toBeGreaterThan(0);
    }
    for (const name of taskNames) running.cancel(name);
    await running.run();
  },
);

it('given a barrier of one of two sources, then the next tasks wait for the other barrier, and the sources for their timers', async () => {
  const running = job(twoSteps, { parallelism: 2 });
  const { deployments } = running.local;
  const sources = deployments.map(({ plan }) => plan.taskName).filter((name) => name.startsWith('Source'));
  const [first = '', second = ''] = sources;
  const waits = (): readonly string[] => deployments.map(({ metrics }) => taskWaitOf(metrics) ?? 'none');
  const waitsOf = (...ofVertices: readonly string[]): string[] => ofVertices.flatMap((wait) => [wait, wait]);
  await running.run(() => waits().join() === waitsOf('timer', 'input', 'input').join());

  running.triggerCheckpoint(first, barrier(running));
  await running.run(() => waits().join() === waitsOf('timer', 'barrier', 'input').join());
  running.triggerCheckpoint(second, barrier(running));
  await running.run(() => running.checkpoints.length === deployments.length);
  await running.run(() => waits().join() === waitsOf('timer', 'input', 'input').join());

  expect(waits()).toEqual(waitsOf('timer', 'input', 'input'));
  // All tasks are on one thread; the first of them may begin before the job is built.
  expect(deployments.map(({ metrics }) => jobBuildsOf(metrics)).reduce((a, b) => a + b)).toBeGreaterThan(0);
  for (const { plan } of deployments) running.cancel(plan.taskName);
  await running.run();
});

it('given records before and after a barrier, then the consumer takes it between them', async () => {
  const seen: string[] = [];
  const running = job((env) => {
    env
      .generate({ count: 300, ratePerSecond: 1000 }, (i) => i)
      .keyBy((n) => n)
      .count()
      .map(({ key }) => {
        seen.push(`${key}${running.checkpoints.length > 1 ? ' after' : ''}`);
        return key;
      })
      .discard();
  });
  const source = running.local.deployments[0]?.plan.taskName ?? '';
  await running.run(() => seen.length >= 100);

  running.triggerCheckpoint(source, barrier(running));
  await running.run();

  const first = seen.findIndex((text) => text.endsWith('after'));
  expect(first).toBeGreaterThanOrEqual(100);
  expect(first).toBeLessThan(300);
  expect(seen.slice(first).every((text) => text.endsWith('after'))).toBe(true);
  expect(running.checkpoints.map(({ type }) => type)).toEqual([
    'acknowledgeCheckpoint',
    'acknowledgeCheckpoint',
  ]);
});

it('given a task whose producers are done, when it is triggered itself, then the barrier begins there', async () => {
  const running = job((env) => {
    env
      .fromCollection([1, 2, 3])
      .keyBy((n) => n)
      .count()
      .map((value) => {
        const consumer = running.local.deployments[1]?.plan.taskName ?? '';
        if (running.checkpoints.length === 0) running.triggerCheckpoint(consumer, barrier(running));
        return value;
      })
      .discard();
  });
  await running.run();

  expect(running.checkpoints.map(({ type }) => type)).toContain('acknowledgeCheckpoint');
});

it('given a task that has not begun, when it is triggered, then it declines', async () => {
  const running = job(twoSteps);
  const [name = ''] = running.local.deployments.map(({ plan }) => plan.taskName);
  running.triggerCheckpoint(name, barrier(running));
  running.host.runRound();

  expect(running.checkpoints).toEqual([
    { type: 'declineCheckpoint', taskId: name, checkpointId: 1, reason: 'the task has not begun' },
  ]);
});

it('given an older checkpoint than the last, when it is triggered, then the source declines', async () => {
  const running = job(twoSteps);
  await running.run(() => running.states.filter(({ state }) => state === 'RUNNING').length >= 2);
  const [name = ''] = running.local.deployments.map(({ plan }) => plan.taskName);

  running.triggerCheckpoint(name, barrier(running, 5));
  running.triggerCheckpoint(name, barrier(running, 4));
  await running.run(() => running.checkpoints.some(({ type }) => type === 'declineCheckpoint'));

  const declined = running.checkpoints.find(({ type }) => type === 'declineCheckpoint');
  expect(declined).toMatchObject({ taskId: name, checkpointId: 4 });
});
