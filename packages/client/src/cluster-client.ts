/** A cluster as a client sees it: hand in a job, list, watch, cancel. Everything goes over REST; a client has no actor,
 *  no slot and no part in the execution, and may leave at any time.
 *  Path: `rivulet run` → **cluster client** → REST → Dispatcher. Source: Flink's RestClusterClient. */
import type {
  ClusterGraph,
  DeadLettersReport,
  MailboxControl,
  MailboxReport,
  ProcessActors,
} from '@rivulet/runtime/actor';
import type { ClusterSlots, ClusterThreads } from '@rivulet/jobmanager';
import { asId, type JobId } from '@rivulet/runtime/base';
import type { JobStatus, JobSubmission } from '@rivulet/runtime/graph';
import type { Io, NetworkAddress } from '@rivulet/runtime/io';
import type { NetworkMemoryFact } from '@rivulet/runtime/rpc';
import { JobHandle } from './job-handle.ts';
import type { JobBundle } from './job/index.ts';
import {
  type CheckpointDetails,
  type CheckpointStatistics,
  type ClusterActors,
  type ClusterChannel,
  type ClusterTaskBuffers,
  type ClusterTrace,
  type ControlAnswer,
  type ClusterOverview,
  type ClusterTaskManager,
  type JobDetails,
  type JobExecutionResult,
  type JobOverview,
  type JobVertexSubtasks,
  RestConnection,
  type RestOptions,
} from './rest/index.ts';

export class ClusterClient {
  readonly #rest: RestConnection;
  readonly #io: Pick<Io, 'clock' | 'timers'>;

  constructor(io: Pick<Io, 'clock' | 'timers'>, address: NetworkAddress, options: RestOptions) {
    this.#io = io;
    this.#rest = new RestConnection(address, options);
  }

  /** `host:port` of the REST endpoint. */
  get address(): string {
    return this.#rest.address;
  }

  /** Resolves when the job is accepted, not when it runs. A submission that names a blob comes with its bundle. */
  async submit(submission: JobSubmission, bundle?: JobBundle): Promise<JobHandle> {
    const form = new FormData();
    form.set('request', new Blob([JSON.stringify(submission)], { type: 'application/json' }), 'request.json');
    if (bundle !== undefined) {
      const code = new Blob([new Uint8Array(bundle.code)], { type: 'text/javascript' });
      form.set('bundle', code, `${bundle.key}.mjs`);
    }
    await this.#rest.post('/jobs', form);
    return this.job(submission.jobId);
  }

  /** A handle on a job of this cluster; whether it exists shows with the first question. */
  job(jobId: JobId): JobHandle {
    return new JobHandle(this, this.#io, jobId);
  }

  async overview(): Promise<ClusterOverview> {
    return this.#rest.get('/overview');
  }

  /** What the JobManager was started with; durations in milliseconds. */
  async configuration(): Promise<Readonly<Record<string, string>>> {
    type Entry = { readonly key: string; readonly value: string };
    const entries = await this.#rest.get<readonly Entry[]>('/jobmanager/config');
    return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
  }

  /** Running jobs and those kept after their end. */
  async listJobs(): Promise<readonly JobOverview[]> {
    return (await this.#rest.get<{ readonly jobs: readonly JobOverview[] }>('/jobs/overview')).jobs;
  }

  async jobStatus(jobId: JobId): Promise<JobStatus> {
    return (await this.#rest.get<{ readonly status: JobStatus }>(`/jobs/${jobId}/status`)).status;
  }

  async jobDetails(jobId: JobId): Promise<JobDetails> {
    return this.#rest.get(`/jobs/${jobId}`);
  }

  async vertexDetails(jobId: JobId, vertexId: string): Promise<JobVertexSubtasks> {
    return this.#rest.get(`/jobs/${jobId}/vertices/${vertexId}`);
  }

  async executionResult(jobId: JobId): Promise<JobExecutionResult> {
    return this.#rest.get(`/jobs/${jobId}/execution-result`);
  }

  /** Asks for cancellation; resolves when the request is accepted. */
  async cancelJob(jobId: JobId): Promise<void> {
    await this.#rest.patch(`/jobs/${jobId}?mode=cancel`);
  }

  /** Sends checkpoint barriers through a running job; resolves when they are on their way.
   *  @throws CHECKPOINT_NOT_TRIGGERED */
  async triggerCheckpoint(jobId: JobId): Promise<void> {
    await this.#rest.post(`/jobs/${jobId}/checkpoints`);
  }

  /** The latest of a job, the newest first. */
  async checkpoints(jobId: JobId): Promise<readonly CheckpointDetails[]> {
    return (await this.#rest.get<CheckpointStatistics>(`/jobs/${jobId}/checkpoints`)).history;
  }

  async taskManagers(): Promise<readonly ClusterTaskManager[]> {
    type Answer = { readonly taskmanagers: readonly ClusterTaskManager[] };
    return (await this.#rest.get<Answer>('/taskmanagers')).taskmanagers;
  }

  /** Live channels and those of recently ended tasks. */
  async channels(jobId: JobId): Promise<readonly ClusterChannel[]> {
    return (await this.#rest.get<{ readonly channels: readonly ClusterChannel[] }>(`/jobs/${jobId}/channels`))
      .channels;
  }

  /** The buffer pools of its running tasks. */
  async taskBuffers(jobId: JobId): Promise<readonly ClusterTaskBuffers[]> {
    return (
      await this.#rest.get<{ readonly tasks: readonly ClusterTaskBuffers[] }>(`/jobs/${jobId}/channels`)
    ).tasks;
  }

  /** Every thread of every process. @param jobId leaves out the task threads of other jobs */
  async threads(jobId?: JobId): Promise<ClusterThreads> {
    return this.#rest.get(jobId === undefined ? '/threads' : `/threads?job=${jobId}`);
  }

  /** Every slot in the views of ResourceManager, JobMaster and TaskExecutor. */
  async slots(): Promise<ClusterSlots> {
    return this.#rest.get('/slots');
  }

  /** The data-plane memory of each TaskManager. */
  async networkMemory(): Promise<readonly NetworkMemoryFact[]> {
    type Answer = { readonly taskManagers: readonly NetworkMemoryFact[] };
    return (await this.#rest.get<Answer>('/network-memory')).taskManagers;
  }

  async actors(): Promise<readonly ProcessActors[]> {
    return (await this.actorsReport()).processes;
  }

  /** With the processes that did not answer. */
  async actorsReport(): Promise<ClusterActors> {
    return this.#rest.get('/actors');
  }

  /** What found no recipient, by process and reason. */
  async deadLetters(): Promise<readonly DeadLettersReport[]> {
    type Answer = { readonly processes: readonly DeadLettersReport[] };
    return (await this.#rest.get<Answer>('/actors/dead-letters')).processes;
  }

  async askGraph(): Promise<ClusterGraph> {
    return this.#rest.get('/actors/graph');
  }

  /** @param path may hold wildcards, and may start with the address of one process */
  async mailboxes(path: string, count: number, payloads: boolean): Promise<readonly MailboxReport[]> {
    const query = new URLSearchParams({
      path,
      queued: String(count),
      handled: String(count),
      payloads: String(payloads),
    });
    type Answer = { readonly mailboxes: readonly MailboxReport[] };
    return (await this.#rest.get<Answer>(`/actors/mailbox?${query.toString()}`)).mailboxes;
  }

  /** @throws INSPECT_CONTROL_DISABLED, ACTOR_NOT_FOUND, ACTOR_AMBIGUOUS */
  async controlMailbox(action: MailboxControl, path: string, count: number): Promise<ControlAnswer> {
    const query = new URLSearchParams({ path, action, count: String(count) });
    return this.#rest.patch(`/actors/mailbox?${query.toString()}`);
  }

  async trace(filter: { readonly actor?: string; readonly job?: string }): Promise<ClusterTrace> {
    return this.#rest.get(`/actors/trace?${new URLSearchParams({ ...filter }).toString()}`);
  }
}

/** A job id as a person typed it. */
export function jobIdOf(text: string): JobId {
  return asId<JobId>(text);
}
