/** One job of a cluster, in a client's hand: its status, its end, its cancellation. Holding it holds nothing alive.
 *  Source: Flink's JobClient. */
import { ERROR_CATALOGUE, type ErrorCode, type JobId, streamError } from '@rivulet/runtime/base';
import { isTerminalJobStatus, type JobStatus } from '@rivulet/runtime/graph';
import type { Io } from '@rivulet/runtime/io';
import {
  type JobDetails,
  type JobExecutionResult,
  type JobFailureCause,
  type JobVertexDetails,
  remoteError,
} from './rest/index.ts';

export type JobResult = {
  readonly jobId: JobId;
  readonly name: string;
  readonly status: JobStatus;
  readonly durationMs: number;
  readonly vertices: readonly JobVertexDetails[];
};

/** What a handle asks of its cluster. */
export type JobSource = {
  jobStatus(jobId: JobId): Promise<JobStatus>;
  jobDetails(jobId: JobId): Promise<JobDetails>;
  executionResult(jobId: JobId): Promise<JobExecutionResult>;
  cancelJob(jobId: JobId): Promise<void>;
};

/** The first pauses are short, since small jobs end at once; the longest bounds what an endless job costs. */
const FIRST_POLL_MS = 10;
const LONGEST_POLL_MS = 500;

export class JobHandle {
  readonly jobId: JobId;
  readonly #cluster: JobSource;
  readonly #io: Pick<Io, 'clock' | 'timers'>;

  constructor(cluster: JobSource, io: Pick<Io, 'clock' | 'timers'>, jobId: JobId) {
    this.jobId = jobId;
    this.#cluster = cluster;
    this.#io = io;
  }

  async status(): Promise<JobStatus> {
    return this.#cluster.jobStatus(this.jobId);
  }

  async details(): Promise<JobDetails> {
    return this.#cluster.jobDetails(this.jobId);
  }

  /** Asks for cancellation; `ended` tells when it is done. */
  async cancel(): Promise<void> {
    await this.#cluster.cancelJob(this.jobId);
  }

  /** Waits for the end, whatever it is. @throws CLIENT_TIMEOUT */
  async ended(options: { readonly timeoutMs?: number } = {}): Promise<JobResult> {
    const { timeoutMs } = options;
    const startedMs = this.#io.clock.nowMs();
    for (let pauseMs = FIRST_POLL_MS; !isTerminalJobStatus(await this.status()); pauseMs *= 2) {
      if (timeoutMs !== undefined && this.#io.clock.nowMs() - startedMs >= timeoutMs) {
        throw streamError('CLIENT_TIMEOUT', { jobId: this.jobId, timeoutMs });
      }
      await this.#pause(Math.min(pauseMs, LONGEST_POLL_MS));
    }
    const { name, state, duration, vertices } = await this.details();
    return { jobId: this.jobId, name, status: state, durationMs: duration, vertices };
  }

  /** Waits for the job to finish. @throws the cause of its failure, JOB_CANCELED, CLIENT_TIMEOUT */
  async result(options: { readonly timeoutMs?: number } = {}): Promise<JobResult> {
    const result = await this.ended(options);
    const error = await this.failureOf(result.status);
    if (error !== undefined) throw error;
    return result;
  }

  /** Why an ended job did not finish; `undefined` when it did. */
  async failureOf(status: JobStatus): Promise<Error | undefined> {
    if (status === 'CANCELED') return streamError('JOB_CANCELED', { jobId: this.jobId });
    if (status !== 'FAILED') return undefined;
    const { 'job-execution-result': result } = await this.#cluster.executionResult(this.jobId);
    return failureError(this.jobId, result?.['failure-cause']);
  }

  async #pause(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#io.timers.after(delayMs, resolve);
    });
  }
}

function failureError(jobId: JobId, cause: JobFailureCause | undefined): Error {
  const { code = '', message = '', details, 'stack-trace': stack = '' } = cause ?? {};
  if (!(code in ERROR_CATALOGUE)) {
    return streamError('JOB_FAILED', { jobId, reason: message || stack || 'no cause was given' });
  }
  const error = remoteError(code as ErrorCode, message, details);
  if (stack !== '') error.stack = stack;
  return error;
}
