/** Lab 03, solved: what follows `--` on the command line reaches the build function, in the client and in each task. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-client' }, (env, args) => {
  env
    .generate({ ratePerSecond: args.number('rate', 1000) }, (index) => ({ sensor: `sensor-${index % 10}` }))
    .name('readings')
    .keyBy(({ sensor }) => sensor)
    .count()
    .name('counts')
    .keyBy(({ count }) => String(count % 100))
    .count()
    .name('rounds')
    .discard();
});
