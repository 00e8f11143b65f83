/** Lab 05: what is in an actor system? Actors counted, and one of them paused. */
import { MiniCluster } from '@rivulet/client';
import {
  endsWithin,
  type Exercise,
  once,
  predicted,
  resourcesOf,
  submitAndWait,
  whileRunning,
} from '../exercise.ts';

const HOUR_MS = 3_600_000;
const ORIGINAL = new URL('../explained/job.ts', import.meta.url);

const endpoints = once((work) => {
  const size = { taskManagers: 2, slotsPerTaskManager: 1 };
  return whileRunning({ ...work, job: ORIGINAL }, 1, size, async ({ client }) => {
    const paths = (await client.actors()).flatMap(({ actors }) => actors.map(({ path }) => path));
    return paths.filter((path) => /^\/user\/rpc\/[^/]+$/.test(path)).length;
  });
});

export const exercises: readonly Exercise[] = [
  {
    title: '1: how many actors are below /user/rpc with two TaskManagers and one job?',
    check: async (work) => predicted(work, 'endpoints', await endpoints(work)),
  },
  {
    title: '2: which actor must be paused so that a new job waits for slots, and a running one goes on?',
    check: async ({ answers }) => {
      const path = String(answers['toPause']);
      await using cluster = await waitingCluster(2);
      await submitAndWait(cluster, ORIGINAL, 1);
      try {
        await cluster.client.controlMailbox('pause', path, 1);
      } catch (error) {
        return `answers.ts: ${String(error)}`;
      }
      const waits = await waitsForSlots(cluster, ORIGINAL);
      await cluster.client.controlMailbox('resume', path, 1);
      return waits ? undefined : `answers.ts: with ${path} paused the new job has its slots all the same`;
    },
  },
  {
    title: '3: change job.ts so that at -p 1 one slot is not enough for it',
    check: async (work) => {
      const { required } = await resourcesOf(work, 1);
      return required > 1 ? undefined : 'job.ts: one slot is enough for it';
    },
  },
];

function waitingCluster(slotsPerTaskManager: number): Promise<MiniCluster> {
  return MiniCluster.start({ slotsPerTaskManager, startUpTimeMs: HOUR_MS });
}

/** Whether the job still lacks slots when the messages it sent had their time; one that has them is running by then. */
async function waitsForSlots(cluster: MiniCluster, job: URL): Promise<boolean> {
  const handle = await cluster.submit(job, { parallelism: 1 });
  for (let look = 0; look < LOOKS; look++) {
    await endsWithin(handle, LOOK_PERIOD_MS);
    const { jobs } = await cluster.client.slots();
    if (jobs.find((each) => each.jobId === handle.jobId)?.waitingSinceMs === undefined) return false;
  }
  return true;
}

const LOOKS = 30;
const LOOK_PERIOD_MS = 100;
