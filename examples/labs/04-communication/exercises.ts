/** Lab 04: how do records travel? Channels counted on running clusters and in the plan. */
import { jobIdOf } from '@rivulet/client';
import { type Exercise, once, planOf, predicted, resourcesOf, whileRunning } from '../exercise.ts';

const PARALLELISM = 2;
const OPERATORS_AT_LEAST = 4;

const channels = once(async (work) => (await channelKinds(work, 1, PARALLELISM)).length);
const remoteChannels = once(async (work) => {
  const kinds = await channelKinds(work, PARALLELISM, 1);
  return kinds.filter((kind) => kind === 'remote').length;
});

export const exercises: readonly Exercise[] = [
  {
    title: '1: how many channels has the job of this lab at parallelism 2?',
    check: async (work) => predicted(work, 'channels', await channels(work)),
  },
  {
    title: '2: how many of them are remote with each slot in a TaskManager of its own?',
    check: async (work) => predicted(work, 'remote', await remoteChannels(work)),
  },
  {
    title: '3: change job.ts so that it needs no channel, with a source, two steps and a sink',
    check: async (work) => {
      const { channels: planned } = await resourcesOf(work, PARALLELISM);
      const { vertices } = await planOf(work, PARALLELISM);
      const operators = vertices.reduce((sum, { chain }) => sum + chain.length, 0);
      if (planned.total > 0) return `job.ts: it has ${planned.total} channels`;
      return operators >= OPERATORS_AT_LEAST ? undefined : `job.ts: it has only ${operators} operators`;
    },
  },
];

async function channelKinds(
  work: Parameters<Exercise['check']>[0],
  taskManagers: number,
  slotsPerTaskManager: number,
): Promise<readonly string[]> {
  const original = { ...work, job: new URL('../explained/job.ts', import.meta.url) };
  return whileRunning(original, PARALLELISM, { taskManagers, slotsPerTaskManager }, async ({ client }) => {
    const [job] = await client.listJobs();
    const listed = job === undefined ? [] : await client.channels(jobIdOf(job.jid));
    return listed.map(({ kind }) => kind);
  });
}
