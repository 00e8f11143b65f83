/** The job of lab 01: three vertices, joined by two shuffles. Exercise 3 changes it. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-threads' }, (env) => {
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
