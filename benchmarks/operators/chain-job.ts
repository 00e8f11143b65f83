/** Numbers through a chain of as many operators as asked for, or none, into a sink that discards. */
import { defineJob, type DataStream, type JobDefinition } from '@rivulet/api';

const job: JobDefinition = defineJob({ name: 'chain' }, (env, args) => {
  let stream: DataStream<number> = env.generate({ count: args.number('count', 1) }, (index) => index);
  if (args.flag('six')) {
    stream = stream
      .map((n) => n + 1)
      .filter((n) => n >= 0)
      .map((n) => n * 2)
      .map((n) => n - 3)
      .filter((n) => n !== -1)
      .map((n) => n | 0);
  }
  stream.discard();
});

// oxlint-disable-next-line import/no-default-export -- a job module has one
export default job;
