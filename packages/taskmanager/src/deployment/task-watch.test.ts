/** Probes and samples on virtual time: each second, every five; and no timer when nothing runs. */
import { SimWorld } from '@rivulet/runtime/io/sim';
import { expect, it } from 'vitest';
import { TaskWatch } from './task-watch.ts';

it('given running tasks, then each is probed every second and sampled every five, until it has ended', async () => {
  const world = new SimWorld();
  const watch = new TaskWatch(world.node('tm').timers);
  const seen: string[] = [];
  const task = (name: string) => ({
    measureMailboxLatency: () => void seen.push(`probe ${name}`),
    sampleMetrics: () => void seen.push(`sample ${name}`),
  });
  const [a, b] = [task('a'), task('b')];

  watch.add(a);
  await world.advance(3_000);
  watch.add(b);
  await world.advance(2_000);
  watch.remove(a);
  await world.advance(1_000);
  watch.remove(b);

  const count = (line: string): number => seen.filter((each) => each === line).length;
  expect(['probe a', 'probe b', 'sample a', 'sample b'].map(count)).toEqual([5, 3, 1, 1]);
  // Ends only when no timer is left.
  await world.run();
  expect(seen).toHaveLength(10);
});
