/** The job that `rivulet explain` starts where no cluster is: endless, quiet, three vertices with a shuffle each. */
import { defineJob, type JobDefinition } from '@rivulet/api';

const READINGS_A_SECOND = 1000;
const SENSORS = 10;
const ROUND = 100;

const job: JobDefinition = defineJob({ name: 'explained' }, (env) => {
  env
    .generate({ ratePerSecond: READINGS_A_SECOND }, (index) => ({ sensor: `sensor-${index % SENSORS}` }))
    .name('readings')
    .keyBy(({ sensor }) => sensor)
    .count()
    .name('counts')
    .keyBy(({ count }) => String(count % ROUND))
    .count()
    .name('rounds')
    .discard();
});

export default job;
