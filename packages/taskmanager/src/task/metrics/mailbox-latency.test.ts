/** A probe mail through a whole task: how long it waited is in the task's figures. */
import { defineJob } from '@rivulet/api';
import { expect, it } from 'vitest';
import { InThreadJob } from '../../testing/in-thread-job.ts';
import { TaskMetricGroup } from './task-metric-group.ts';

it('given a running task, when probes come, then their latencies and mails are in its metrics', async () => {
  const job = defineJob({ name: 'test' }, (env) => {
    env.generate({ ratePerSecond: 100 }, (i) => i).discard();
  });
  const running = new InThreadJob(job);
  const [deployment] = running.local.deployments;
  if (deployment === undefined) throw new Error('no task');
  const { taskId } = deployment.plan;
  const group = new TaskMetricGroup(deployment.metrics);
  await running.run(() => running.states.some(({ state }) => state === 'RUNNING'));

  const sentWallMs = running.nowMs - 7;
  running.post({ type: 'measureMailboxLatency', taskId, sentWallMs });
  await running.run(() => group.metrics(running.nowMs)['mailboxLatencyMs_max'] !== 0);

  const { mailboxLatencyMs_max: max, mailboxLatencyMs_min: min } = group.metrics(running.nowMs);
  expect(max).toBeGreaterThanOrEqual(7);
  expect(max).toBeLessThan(10);
  expect(min).toBe(max);
  running.cancel(taskId);
  await running.run();
});
