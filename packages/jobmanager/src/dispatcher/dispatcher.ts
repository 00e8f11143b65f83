/** Takes jobs in, runs a JobMaster for each, answers what people ask about them, keeps what is left of them.
 *  Path: client → REST → **Dispatcher** → JobMaster. Invariant: a job id is accepted once in the life of a Dispatcher;
 *  a job is either among the running or among the finished, never in both. Source: Flink's StandaloneDispatcher. */
import { asId, type FencingToken, type JobId, streamError } from '@rivulet/runtime/base';
import type { JobStatus, JobSubmission } from '@rivulet/runtime/graph';
import type { Io, Logger } from '@rivulet/runtime/io';
import {
  type CheckpointInfo,
  type CheckpointOptions,
  DISPATCHER_GATEWAY,
  type DispatcherGateway,
  type ExecutionGraphInfo,
  FencedRpcEndpoint,
  type GatewayImplementation,
  type JobListEntry,
  type RpcService,
  type SlotPoolFact,
} from '@rivulet/runtime/rpc';
import type { JobMasterSettings } from '../job-master/index.ts';
import { FinishedJobs } from './finished-jobs.ts';
import { JobManagerRunner } from './job-manager-runner.ts';
import { readJobSubmission } from './read-job-submission.ts';

export type DispatcherOptions = {
  readonly service: RpcService;
  readonly io: Io;
  readonly jobMaster: JobMasterSettings;
  /** Jobs kept after their end. */
  readonly finishedJobLimit: number;
  /** The job needs its blobs no longer. */
  releaseBlobs(jobId: JobId): Promise<void>;
};

// 32 digits each: a few megabytes for the life of a busy cluster.
const ACCEPTED_LIMIT = 50_000;

export class Dispatcher
  extends FencedRpcEndpoint<DispatcherGateway>
  implements GatewayImplementation<DispatcherGateway>
{
  readonly #options: DispatcherOptions;
  readonly #log: Logger;
  readonly #runners = new Map<JobId, JobManagerRunner>();
  readonly #finished: FinishedJobs;
  /** The last accepted: a job must not run twice because its record was forgotten. */
  readonly #accepted = new Set<JobId>();
  /** Ended jobs whose JobMaster still gives back its slots. */
  readonly #closing = new Set<Promise<void>>();

  constructor(options: DispatcherOptions) {
    const fencingToken = asId<FencingToken>(options.io.ids.hex128());
    super(options.service, { name: 'dispatcher', gateway: DISPATCHER_GATEWAY, fencingToken });
    this.#options = options;
    this.#log = options.io.log.child({ component: 'Dispatcher' });
    this.#finished = new FinishedJobs(options.finishedJobLimit);
  }

  /** What the JobMasters of the running jobs believe of their slots: one of three views. */
  get slotPoolFacts(): readonly SlotPoolFact[] {
    return [...this.#runners.values()].map((runner) => runner.slotPoolFact);
  }

  protected override async onStop(): Promise<void> {
    await Promise.allSettled([...this.#runners.values()].map((runner) => runner.close()));
    await Promise.allSettled(this.#closing);
  }

  submitJob(value: JobSubmission): void {
    const submission = readJobSubmission(value);
    const { jobId, graph } = submission;
    if (this.#accepted.has(jobId)) throw streamError('JOB_DUPLICATE', { jobId });
    this.#accept(jobId);
    const { service, io, jobMaster } = this.#options;
    const runner = new JobManagerRunner({
      service,
      io,
      submission,
      settings: jobMaster,
      ended: (info) => this.runAsync(() => this.#jobEnded(info)),
    });
    this.#runners.set(jobId, runner);
    this.#log.info({ jobId, name: graph.name }, 'job accepted');
  }

  async listJobs(): Promise<readonly JobListEntry[]> {
    const infos = await this.requestMultipleJobDetails();
    return infos.map(({ jobId, status }) => ({ jobId, status }));
  }

  async requestMultipleJobDetails(): Promise<readonly ExecutionGraphInfo[]> {
    const finished = this.#finished.all();
    const answers = await Promise.allSettled(
      [...this.#runners.values()].map((runner) => runner.requestJob()),
    );
    // One JobMaster that does not answer must not hide the other jobs.
    const running = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    return [...running, ...finished];
  }

  requestJob(jobId: JobId): ExecutionGraphInfo | Promise<ExecutionGraphInfo> {
    const finished = this.#finished.get(jobId);
    return finished ?? this.#runner(jobId).requestJob();
  }

  async requestJobStatus(jobId: JobId): Promise<JobStatus> {
    return (await this.requestJob(jobId)).status;
  }

  /** Cancelling a job that has ended changes nothing. */
  cancelJob(jobId: JobId): void | Promise<void> {
    if (this.#finished.get(jobId) === undefined) return this.#runner(jobId).cancel();
  }

  triggerCheckpoint(jobId: JobId, options: CheckpointOptions): Promise<CheckpointInfo> {
    const status = this.#finished.get(jobId)?.status;
    if (status !== undefined)
      throw streamError('CHECKPOINT_NOT_TRIGGERED', { reason: `job ${jobId} is ${status}` });
    return this.#runner(jobId).triggerCheckpoint(options);
  }

  #accept(jobId: JobId): void {
    this.#accepted.add(jobId);
    const [oldest] = this.#accepted;
    if (this.#accepted.size > ACCEPTED_LIMIT && oldest !== undefined) this.#accepted.delete(oldest);
  }

  /** @throws JOB_NOT_FOUND */
  #runner(jobId: JobId): JobManagerRunner {
    const runner = this.#runners.get(jobId);
    if (runner === undefined) throw streamError('JOB_NOT_FOUND', { jobId });
    return runner;
  }

  #jobEnded(info: ExecutionGraphInfo): void {
    const { jobId, status } = info;
    const runner = this.#runners.get(jobId);
    if (runner === undefined) return;
    this.#runners.delete(jobId);
    // A suspended job did not end; with this Dispatcher it is forgotten.
    if (status !== 'SUSPENDED') this.#finished.put(info);
    this.#log.info({ jobId, status, code: info.error?.code }, 'job ended');
    const closing = this.#close(runner);
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }

  async #close(runner: JobManagerRunner): Promise<void> {
    try {
      await runner.close();
      await this.#options.releaseBlobs(runner.jobId);
    } catch (error) {
      this.#log.error({ jobId: runner.jobId, error }, 'closing an ended job failed');
    }
  }
}
