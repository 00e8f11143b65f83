/** The job of lab 02. Exercise 2 puts one of its operators into a sharing group of its own. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-slots' }, (env) => {
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
