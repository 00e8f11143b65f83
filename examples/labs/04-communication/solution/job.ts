/** Lab 04, solved: without keyBy nothing is shuffled, and one chain is one vertex. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-communication' }, (env) => {
  env
    .generate({ ratePerSecond: 1000 }, (index) => ({ sensor: `sensor-${index % 10}` }))
    .name('readings')
    .map(({ sensor }) => sensor.length)
    .filter((length) => length > 0)
    .discard();
});
