/** Makes readings of ten sensors until it is canceled. Options: --rate N (per second), --count N (then it ends). */
import { defineJob } from '@rivulet/api';

const SENSOR_COUNT = 10;

export default defineJob({ name: 'endless' }, (env, args) => {
  const ratePerSecond = args.number('rate', 1000);
  const count = args.number('count');

  env
    .generate(count === undefined ? { ratePerSecond } : { ratePerSecond, count }, (index) => ({
      sensor: `sensor-${index % SENSOR_COUNT}`,
      celsius: 20 + Math.round(50 * Math.sin(index / 100)) / 10,
    }))
    .name('readings')
    .keyBy(({ sensor }) => sensor)
    .count()
    .name('counts')
    // One line per hundred readings of a sensor.
    .filter((reading) => reading.count % 100 === 0)
    .map(({ key, count: readings }) => `${key} ${readings}`)
    .print();
});
