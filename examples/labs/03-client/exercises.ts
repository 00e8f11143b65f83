/** Lab 03: is the client part of the runtime, and what does it do? */
import { MiniCluster } from '@rivulet/client';
import { type Exercise, type LabWork, once, planOf, predicted, whileRunning } from '../exercise.ts';

const PARALLELISM = 2;
const RATES = [5, 7] as const;
/** Predictions are about the job as it was, whatever the reader makes of it. */
const ORIGINAL = new URL('../explained/job.ts', import.meta.url);

const taskThreads = once((work) => {
  const size = { taskManagers: 1, slotsPerTaskManager: PARALLELISM };
  return whileRunning({ ...work, job: ORIGINAL }, PARALLELISM, size, async ({ client }) => {
    const { processes } = await client.threads();
    return processes.flatMap((each) => each.threads).filter(({ role }) => role === 'task').length;
  });
});

export const exercises: readonly Exercise[] = [
  {
    title: '1: how often does the build function run at parallelism 2, the client included?',
    check: async (work) => predicted(work, 'builds', 1 + (await taskThreads(work))),
  },
  {
    title: '2: change job.ts so that `-- --rate 5` makes it produce five records a second',
    check: async (work) => {
      const plans = await Promise.all(RATES.map((rate) => planWith(work, rate)));
      const taken = RATES.every((rate, index) => plans[index]?.includes(`"ratePerSecond":${rate}`));
      return taken ? undefined : 'job.ts: the plan that the client builds does not follow --rate';
    },
  },
  {
    title: '3: who answers `rivulet list` when the client that submitted has gone?',
    check: async (work) => {
      await using cluster = await MiniCluster.start();
      const path = `/user/rpc/${String(work.answers['whoAnswers'])}_*`;
      const before = await listsAskedOf(cluster, path);
      await cluster.client.listJobs();
      const after = await listsAskedOf(cluster, path);
      return after > before ? undefined : `answers.ts: no ${path} was asked when jobs were listed`;
    },
  },
];

/** Empty when the job does not take the argument. */
async function planWith(work: LabWork, rate: number): Promise<string> {
  try {
    return JSON.stringify(await planOf(work, PARALLELISM, ['--rate', String(rate)]));
  } catch {
    return '';
  }
}

/** How many lists of jobs the actor at a path was asked for, as far as its recorder remembers. */
async function listsAskedOf({ client }: MiniCluster, path: string): Promise<number> {
  try {
    const [mailbox] = await client.mailboxes(path, 1_000, false);
    return mailbox?.handled.filter(({ type }) => type === 'requestMultipleJobDetails').length ?? 0;
  } catch {
    return 0;
  }
}
