/** The job as every lab begins with it: predictions are about this one. Do not change it. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-original' }, (env) => {
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
