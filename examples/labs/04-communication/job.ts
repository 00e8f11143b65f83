/** The job of lab 04. Exercise 3 makes it need no channel at all. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-communication' }, (env) => {
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
