/** What a lab asks of its reader: change the job beside it, or predict a number, and see whether the cluster agrees.
 *  Path: `pnpm lab 02 --check` → check → **exercise** → an embedded cluster, or the plan alone.
 *  Invariant: no exercise is solved by the untouched start, and each is by the solution (labs.test.ts). */
import { buildStreamGraph, isJobDefinition } from '@rivulet/api';
import {
  type JobHandle,
  type JobResources,
  jobResourcesOf,
  MiniCluster,
  type MiniClusterOptions,
} from '@rivulet/client';

/** What the reader worked on: the lab's folder, or its solution's. */
export type LabWork = {
  readonly job: URL;
  readonly answers: Readonly<Record<string, number | string>>;
};

export type Exercise = {
  readonly title: string;
  /** @returns what is not right yet, or `undefined` when it is solved */
  readonly check: (work: LabWork) => Promise<string | undefined>;
};

export const LABS = ['01-threads', '02-slots', '03-client', '04-communication', '05-actors'] as const;
export type Lab = (typeof LABS)[number];

export async function exercisesOf(lab: Lab): Promise<readonly Exercise[]> {
  const { exercises } = (await import(`./${lab}/exercises.ts`)) as { exercises: readonly Exercise[] };
  return exercises;
}

/** @param folder `.` for the reader's own, `solution` for ours */
export async function workOf(lab: Lab, folder: '.' | 'solution'): Promise<LabWork> {
  const place = new URL(`./${lab}/${folder}/`, import.meta.url);
  const { answers } = (await import(new URL('answers.ts', place).href)) as Pick<LabWork, 'answers'>;
  return { job: new URL('job.ts', place), answers };
}

/** Predicted and counted; says what was predicted, and not what it is. */
export function predicted(work: LabWork, name: string, counted: number): string | undefined {
  const answer = work.answers[name];
  return answer === counted
    ? undefined
    : `answers.ts: ${name} is ${String(answer)}, and the cluster counts otherwise`;
}

type JobGraph = ReturnType<typeof buildStreamGraph>['jobGraph'];

export async function planOf(
  { job }: LabWork,
  parallelism: number,
  args: readonly string[] = [],
): Promise<JobGraph> {
  const { default: definition } = (await import(job.href)) as { default: unknown };
  if (!isJobDefinition(definition)) throw new TypeError(`${job.pathname} has no job as its default export`);
  const building = { args, workingDirectory: process.cwd(), defaultParallelism: parallelism };
  return buildStreamGraph(definition, building).jobGraph;
}

export async function resourcesOf(work: LabWork, parallelism: number): Promise<JobResources> {
  return jobResourcesOf(await planOf(work, parallelism));
}

/** Counts on a cluster once, however often the check is run: the prediction changes, what is counted does not. */
export function once(count: (work: LabWork) => Promise<number>): (work: LabWork) => Promise<number> {
  let counting: Promise<number> | undefined;
  return (work) => (counting ??= count(work));
}

/** Runs the job until all its tasks do, looks, and ends the cluster. */
export async function whileRunning<Seen>(
  { job }: LabWork,
  parallelism: number,
  size: Pick<MiniClusterOptions, 'taskManagers' | 'slotsPerTaskManager' | 'configuration'>,
  look: (cluster: MiniCluster) => Promise<Seen>,
): Promise<Seen> {
  await using cluster = await MiniCluster.start(size);
  const handle = await submitAndWait(cluster, job, parallelism);
  const seen = await look(cluster);
  // Ended before the cluster is: a task that works is asked to stop, not cut off.
  await handle.cancel();
  await handle.ended();
  return seen;
}

export async function submitAndWait(cluster: MiniCluster, job: URL, parallelism: number): Promise<JobHandle> {
  const handle = await cluster.submit(job, { parallelism });
  for (;;) {
    const { state, vertices } = await handle.details();
    if (state === 'FAILED') throw (await handle.failureOf(state)) ?? new Error('the job failed');
    if (vertices.every(({ status }) => status === 'RUNNING')) return handle;
    await endsWithin(handle, LOOK_PERIOD_MS);
  }
}

/** A pause that a job's end cuts short. */
export async function endsWithin(job: JobHandle, timeoutMs: number): Promise<boolean> {
  try {
    await job.ended({ timeoutMs });
    return true;
  } catch {
    return false;
  }
}

const LOOK_PERIOD_MS = 25;
