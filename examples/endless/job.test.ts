/** A job without an end runs until it is canceled; with --count it ends by itself. */
import { MiniCluster } from '@rivulet/client';
import { describe, expect, it } from 'vitest';

const JOB = new URL('./job.ts', import.meta.url);

describe('endless', () => {
  it('given a running job, when it is canceled, then it ends as CANCELED and its slots are free again', async () => {
    await using cluster = await MiniCluster.start({ taskManagers: 2, slotsPerTaskManager: 1 });
    const job = await cluster.submit(JOB, { parallelism: 2, args: ['--rate', '50'] });
    let details = await job.details();
    while (!details.vertices.every(({ metrics }) => metrics['read-records'] + metrics['write-records'] > 0)) {
      details = await job.details();
    }

    await job.cancel();

    await expect(job.result()).rejects.toMatchObject({ code: 'JOB_CANCELED' });
    await expect.poll(async () => (await cluster.client.overview())['slots-available']).toBe(2);
  });

  it('given --count, then the job ends by itself', async () => {
    await using cluster = await MiniCluster.start();

    const job = await cluster.submit(JOB, { args: ['--count', '20', '--rate', '100000'] });

    expect((await job.result()).status).toBe('FINISHED');
  });
});
