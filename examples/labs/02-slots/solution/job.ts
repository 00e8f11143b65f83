/** Lab 02, solved: what follows an operator inherits its group, so `counts` has one and `rounds` goes back. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'lab-slots' }, (env) => {
  env
    .generate({ ratePerSecond: 1000 }, (index) => ({ sensor: `sensor-${index % 10}` }))
    .name('readings')
    .keyBy(({ sensor }) => sensor)
    .count()
    .name('counts')
    .slotSharingGroup('counting')
    .keyBy(({ count }) => String(count % 100))
    .count()
    .name('rounds')
    .slotSharingGroup('default')
    .discard();
});
