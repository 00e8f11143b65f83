/** What `rivulet why` is answered from. First what every process shows without asking an endpoint: that comes while any
 *  mailbox is paused. Then, unless the way there is paused, what the JobMaster and the channels tell.
 *  A task's doing changes within milliseconds, so it is looked at several times and the most frequent one counts. */
import type { ClusterSlots, ClusterThreads } from '@rivulet/jobmanager';
import { asId, isStreamError, type JobId, type ResourceId } from '@rivulet/runtime/base';
import type { Io } from '@rivulet/runtime/io';
import type { ClusterClient } from '../../cluster-client.ts';
import type { ClusterChannel, JobDetails, JobFailureCause } from '../../rest/index.ts';

type TaskOfThread = ClusterThreads['processes'][number]['threads'][number]['tasks'][number];

export type TaskActivity = TaskOfThread['activity'];

export type TaskWait = NonNullable<TaskOfThread['waitsFor']>;

export type ObservedTask = {
  readonly name: string;
  readonly activity: TaskActivity;
  /** Of an idle task. */
  readonly waitsFor?: TaskWait | undefined;
  /** How many of `looks` looks found it so. */
  readonly seen: number;
  readonly looks: number;
  readonly sinceMs: number;
};

export type PausedActor = {
  readonly path: string;
  /** `jobmanager`, or a TaskManager's id. */
  readonly process: string;
  readonly waiting: number;
  readonly oldestAgeMs: number;
};

export type WhyFacts = {
  readonly jobId: JobId;
  readonly nowMs: number;
  readonly slots: ClusterSlots;
  readonly paused: readonly PausedActor[];
  /** TaskManagers that shall run tasks of the job, by its slots. */
  readonly taskManagers: readonly ResourceId[];
  readonly tasks: readonly ObservedTask[];
  /** Absent when the Dispatcher or the JobMaster cannot be asked, or does not know the job. */
  readonly details?: JobDetails;
  readonly failure?: JobFailureCause;
  /** TaskManagers that ran tasks of a failed job and are no longer registered, with how many. */
  readonly gone: readonly { readonly taskManagerId: string; readonly tasks: number }[];
  readonly channels: readonly ClusterChannel[];
  readonly heartbeatTimeoutMs: number;
};

const LOOKS = 8;
const LOOK_PERIOD_MS = 60;

/** @throws JOB_NOT_FOUND */
export async function gatherWhyFacts(
  client: ClusterClient,
  io: Pick<Io, 'clock' | 'timers'>,
  jobId: JobId,
): Promise<WhyFacts> {
  const [slots, actors, configuration] = await Promise.all([
    client.slots(),
    client.actorsReport(),
    client.configuration(),
  ]);
  const paused = actors.processes.flatMap(({ process, actors: listed }) =>
    listed
      .filter(({ state }) => state === 'paused')
      .map(({ path, mailboxDepth, oldestAgeMs }) => ({
        path,
        process,
        waiting: mailboxDepth,
        oldestAgeMs: oldestAgeMs ?? 0,
      })),
  );
  const pool = slots.jobs.find((job) => job.jobId === jobId);
  const taskManagers = slots.slots
    .filter(({ jobMaster }) => jobMaster?.jobId === jobId)
    .map(({ taskManagerId }) => taskManagerId);
  const askable = !paused.some(({ path }) => blocksQuestions(path, pool?.address));
  const details = askable ? await detailsOf(client, jobId, pool !== undefined) : undefined;
  const failure = details?.state === 'FAILED' ? await failureOf(client, jobId) : undefined;
  const gone = details?.state === 'FAILED' ? await goneOf(client, details, slots) : [];
  const running = pool !== undefined && pool.waitingSinceMs === undefined;
  return {
    jobId,
    nowMs: io.clock.wallMs(),
    slots,
    paused,
    taskManagers: [...new Set(taskManagers)],
    tasks: running ? await observe(client, io, jobId) : [],
    ...(details === undefined ? {} : { details }),
    ...(failure === undefined ? {} : { failure }),
    gone,
    channels: running && askable ? await channelsOf(client, jobId) : [],
    heartbeatTimeoutMs: Number(configuration['heartbeat.timeout']),
  };
}

/** Whether a question about the job would wait in this mailbox. */
function blocksQuestions(path: string, jobMasterAddress: string | undefined): boolean {
  return path.includes('/dispatcher_') || (jobMasterAddress?.endsWith(path) ?? false);
}

async function detailsOf(
  client: ClusterClient,
  jobId: JobId,
  known: boolean,
): Promise<JobDetails | undefined> {
  try {
    return await client.jobDetails(jobId);
  } catch (error) {
    // A running job whose JobMaster does not answer in time is told by what else is known of it.
    if (known && !isStreamError(error, 'JOB_NOT_FOUND')) return undefined;
    throw error;
  }
}

async function failureOf(client: ClusterClient, jobId: JobId): Promise<JobFailureCause | undefined> {
  const { 'job-execution-result': result } = await client.executionResult(jobId);
  return result?.['failure-cause'];
}

async function goneOf(
  client: ClusterClient,
  { jid, vertices }: JobDetails,
  { slots }: ClusterSlots,
): Promise<WhyFacts['gone']> {
  const registered = new Set<string>(
    slots.flatMap(({ taskManagerId, resourceManager }) =>
      resourceManager === undefined ? [] : taskManagerId,
    ),
  );
  const answers = await Promise.all(vertices.map(({ id }) => client.vertexDetails(asId<JobId>(jid), id)));
  const ids = answers.flatMap(({ subtasks }) => subtasks.map((subtask) => subtask['taskmanager-id']));
  // A subtask that never had a slot names none.
  const gone = ids.filter((id) => /^[0-9a-f]{32}$/.test(id) && !registered.has(id));
  return [...Map.groupBy(gone, (id) => id)].map(([taskManagerId, all]) => ({
    taskManagerId,
    tasks: all.length,
  }));
}

async function channelsOf(client: ClusterClient, jobId: JobId): Promise<readonly ClusterChannel[]> {
  try {
    return await client.channels(jobId);
  } catch {
    return [];
  }
}

async function observe(
  client: ClusterClient,
  { timers }: Pick<Io, 'timers'>,
  jobId: JobId,
): Promise<readonly ObservedTask[]> {
  const seen = new Map<string, TaskOfThread[]>();
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await new Promise<void>((resolve) => void timers.after(LOOK_PERIOD_MS, resolve));
    const { processes } = await client.threads(jobId);
    for (const task of processes.flatMap(({ threads }) => threads.flatMap((thread) => thread.tasks))) {
      if (task.jobId !== jobId) continue;
      const looks = seen.get(task.name);
      if (looks === undefined) seen.set(task.name, [task]);
      else looks.push(task);
    }
  }
  return [...seen.values()].flatMap(mostFrequent);
}

/** @param looks at one task, the last one last */
function mostFrequent(looks: readonly TaskOfThread[]): readonly ObservedTask[] {
  const alike = [...Map.groupBy(looks, ({ activity, waitsFor }) => `${activity} ${waitsFor}`).values()];
  const most = alike.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const last = most.at(-1);
  if (last === undefined) return [];
  const { name, activity, waitsFor, activitySinceMs: sinceMs } = last;
  return [{ name, activity, waitsFor, seen: most.length, looks: looks.length, sinceMs }];
}
