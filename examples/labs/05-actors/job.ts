/** The job of lab 05: as it is, it fits one slot. Exercise 3 asks for more than the cluster has. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-actors' }, (env) => {
  env
    .generate({ ratePerSecond: 1000 }, (index) => ({ sensor: `sensor-${index % 10}` }))
    .name('readings')
    .keyBy(({ sensor }) => sensor)
    .count()
    .name('counts')
    .keyBy(({ count }) => String(count % 100))
    .count()
    .name('rounds')
    .discard();
});
