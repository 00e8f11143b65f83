/** Everything the five questions are answered from: one look at a running cluster, over REST.
 *  Path: cluster → REST → **cluster facts** → question. Only looking: nothing here changes what it counts. */
import type { ClusterSlots, ClusterThreads } from '@rivulet/jobmanager';
import type { ClusterGraph } from '@rivulet/runtime/actor';
import { asId, type JobId } from '@rivulet/runtime/base';
import { isTerminalJobStatus } from '@rivulet/runtime/graph';
import type { ClusterClient } from '../../cluster-client.ts';
import type { ClusterActors, ClusterChannel, ClusterOverview, JobDetails } from '../../rest/index.ts';

export type ExplainedJob = {
  readonly details: JobDetails;
  readonly channels: readonly ClusterChannel[];
};

export type ClusterFacts = {
  readonly threads: ClusterThreads;
  readonly slots: ClusterSlots;
  readonly actors: ClusterActors;
  readonly graph: ClusterGraph;
  readonly overview: ClusterOverview;
  readonly deadLetters: number;
  /** The job asked for, or the one that was submitted last of those that run. */
  readonly job?: ExplainedJob;
  readonly client: {
    readonly pid: number;
    /** Of the REST endpoint that answered. */
    readonly restAddress: string;
    /** The cluster was started by this command, in its own process. */
    readonly embedded: boolean;
  };
};

export async function gatherFacts(
  client: ClusterClient,
  { job, ...me }: { readonly job?: JobId | undefined; readonly pid: number; readonly embedded: boolean },
): Promise<ClusterFacts> {
  const [threads, slots, actors, graph, overview, letters] = await Promise.all([
    client.threads(),
    client.slots(),
    client.actorsReport(),
    client.askGraph(),
    client.overview(),
    client.deadLetters(),
  ]);
  const deadLetters = letters.reduce((sum, { total }) => sum + total, 0);
  const jobId = job ?? (await latestRunning(client));
  const explained = jobId === undefined ? {} : { job: await jobOf(client, jobId) };
  const { pid, embedded } = me;
  const about = { pid, embedded, restAddress: client.address };
  return { threads, slots, actors, graph, overview, deadLetters, ...explained, client: about };
}

async function latestRunning(client: ClusterClient): Promise<JobId | undefined> {
  const running = (await client.listJobs()).filter(({ state }) => !isTerminalJobStatus(state));
  const [latest] = running.toSorted((a, b) => b['start-time'] - a['start-time']);
  return latest === undefined ? undefined : asId<JobId>(latest.jid);
}

async function jobOf(client: ClusterClient, jobId: JobId): Promise<ExplainedJob> {
  const [details, channels] = await Promise.all([client.jobDetails(jobId), client.channels(jobId)]);
  return { details, channels };
}
