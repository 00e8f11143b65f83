/** Lab 01: which threads run a job, and how many are its own? Counted on a running cluster. */
import { Configuration, type MiniCluster } from '@rivulet/client';
import { type Exercise, type LabWork, once, predicted, whileRunning } from '../exercise.ts';

const PARALLELISM = 2;
const FOUR = 4;

const perTask = once((work) => taskThreadsOf(originalOf(work), 'per-task'));
const perSlot = once((work) => taskThreadsOf(originalOf(work), 'per-slot'));

export const exercises: readonly Exercise[] = [
  {
    title: '1: how many task threads has the job of this lab by default?',
    check: async (work) => predicted(work, 'perTask', await perTask(work)),
  },
  {
    title: '2: and with one thread a slot?',
    check: async (work) => predicted(work, 'perSlot', await perSlot(work)),
  },
  {
    title: '3: change job.ts so that it has exactly four, at the same parallelism',
    check: async (work) => {
      const counted = await taskThreadsOf(work, 'per-task');
      return counted === FOUR ? undefined : `job.ts: it has ${counted} task threads`;
    },
  },
];

/** Predictions are about the job as it was, whatever the reader makes of it. */
function originalOf({ answers }: LabWork): LabWork {
  return { answers, job: new URL('../explained/job.ts', import.meta.url) };
}

function taskThreadsOf(work: LabWork, strategy: 'per-task' | 'per-slot'): Promise<number> {
  const configuration = new Configuration({ flags: [`taskmanager.task-threads=${strategy}`] });
  const size = { taskManagers: 1, slotsPerTaskManager: PARALLELISM, configuration };
  return whileRunning(work, PARALLELISM, size, countTaskThreads);
}

async function countTaskThreads({ client }: MiniCluster): Promise<number> {
  const { processes } = await client.threads();
  return processes.flatMap(({ threads }) => threads).filter(({ role }) => role === 'task').length;
}
