/** Lab 05, solved: a vertex two wide needs two slots, whatever -p says. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-actors' }, (env) => {
  env
    .generate({ ratePerSecond: 1000 }, (index) => ({ sensor: `sensor-${index % 10}` }))
    .name('readings')
    .keyBy(({ sensor }) => sensor)
    .count()
    .name('counts')
    .setParallelism(2)
    .keyBy(({ count }) => String(count % 100))
    .count()
    .name('rounds')
    .discard();
});
