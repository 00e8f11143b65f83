/** Event time in whole jobs on one task host: through chains, over the network, at the end. */
import { defineJob, type JobBuildFunction, WatermarkStrategy } from '@rivulet/api';
import { expect, it } from 'vitest';
import { InThreadJob } from '../testing/in-thread-job.ts';

const SELF = <T>(value: T): T => value;

async function run(build: JobBuildFunction, parallelism = 1): Promise<InThreadJob> {
  return new InThreadJob(defineJob({ name: 'test' }, build), { parallelism }).run();
}

const stamped = WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner((value) => value);

it('given a timestamp that is no number, then the task fails and says where it came from', async () => {
  const broken = stamped.withTimestampAssigner(() => Number.NaN);

  const job = await run((env) => void env.fromCollection([1]).assignTimestampsAndWatermarks(broken).print());

  expect(job.errors).toMatchObject([{ code: 'EVENT_TIMESTAMP_INVALID' }]);
  expect(job.errors[0]?.message).toContain('NaN');
});

it('given records with timestamps over the network, when stamped again, then the assigner is told the former', async () => {
  const seen: number[] = [];
  const again = stamped.withTimestampAssigner((value, former) => {
    seen.push(value - former);
    return former;
  });

  const job = await run((env) => {
    const first = env.generate({ count: 100 }, SELF).assignTimestampsAndWatermarks(stamped);
    first.rebalance().map(SELF).assignTimestampsAndWatermarks(again).discard();
  }, 2);

  expect(job.errors).toEqual([]);
  expect(seen).toEqual(Array.from({ length: 100 }, () => 0));
});
