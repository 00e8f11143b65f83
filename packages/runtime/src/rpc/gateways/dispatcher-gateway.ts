/** What the REST endpoint (and so every client) may ask of the Dispatcher. Fenced by its DispatcherId.
 *  Source: Flink's DispatcherGateway and RestfulGateway (a subset, same names). */
import type { JobId } from '../../base/index.ts';
import type { JobStatus, JobSubmission } from '../../graph/index.ts';
import { defineGateway, type GatewayDescriptor } from '../gateway-descriptor.ts';
import type { CheckpointInfo, CheckpointOptions } from './checkpoint-messages.ts';
import type { ExecutionGraphInfo } from './execution-graph-info.ts';

export type JobListEntry = { readonly jobId: JobId; readonly status: JobStatus };

export type DispatcherGateway = {
  /** Answers when the job is accepted, not when it runs. @throws JOB_DUPLICATE for a job id already known */
  submitJob(submission: JobSubmission): Promise<void>;
  listJobs(): Promise<readonly JobListEntry[]>;
  /** Running jobs and those kept after their end. */
  requestMultipleJobDetails(): Promise<readonly ExecutionGraphInfo[]>;
  /** @throws JOB_NOT_FOUND */
  requestJob(jobId: JobId): Promise<ExecutionGraphInfo>;
  requestJobStatus(jobId: JobId): Promise<JobStatus>;
  cancelJob(jobId: JobId): Promise<void>;
  /** @throws JOB_NOT_FOUND, CHECKPOINT_NOT_TRIGGERED */
  triggerCheckpoint(jobId: JobId, options: CheckpointOptions): Promise<CheckpointInfo>;
};

export const DISPATCHER_GATEWAY: GatewayDescriptor<DispatcherGateway> = defineGateway('DispatcherGateway', {
  submitJob: 'ask',
  listJobs: 'ask',
  requestMultipleJobDetails: 'ask',
  requestJob: 'ask',
  requestJobStatus: 'ask',
  cancelJob: 'ask',
  triggerCheckpoint: 'ask',
});
