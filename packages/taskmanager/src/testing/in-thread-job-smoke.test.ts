import { defineJob } from '@rivulet/api';
import { expect, it } from 'vitest';
import { InThreadJob } from './in-thread-job.ts';

it('smoke', async () => {
  const job = new InThreadJob(
    defineJob({ name: 'wc' }, (env) => {
      env
        .fromCollection(['to be or', 'not to be'])
        .flatMap((line: string) => line.split(' '))
        .keyBy((w) => w)
        .count()
        .print();
    }),
    { parallelism: 2 },
  );
  await job.run();
  console.log(job.outText, job.outcome, job.errors);
  expect(job.errors).toEqual([]);
});
