/** Lab 01, solved: one shuffle less is one vertex less. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-threads' }, (env) => {
  env
    .generate({ ratePerSecond: 1000 }, (index) => ({ sensor: `sensor-${index % 10}` }))
    .name('readings')
    .keyBy(({ sensor }) => sensor)
    .count()
    .name('counts')
    .discard();
});
