/** Waits for something of the real world, for tests on real clusters: asks again until it is so. The pause leaves the
 *  processor to the cluster that is waited for; the test's own time limit is the bound. */
import { setTimeout } from 'node:timers/promises';

const PAUSE_MS = 25;

export async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await setTimeout(PAUSE_MS);
}
