/** The job of lab 03. Exercise 2 lets the person who starts it choose the rate. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-client' }, (env) => {
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
