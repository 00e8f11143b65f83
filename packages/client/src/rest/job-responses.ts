/** What the REST endpoint answers about jobs: Flink's field names, the subset this client reads. */
import type { ErrorDetails } from '@rivulet/runtime/base';
import type { ExecutionState, JobStatus } from '@rivulet/runtime/graph';

export type JobOverview = {
  readonly jid: string;
  readonly name: string;
  readonly state: JobStatus;
  /** Epoch milliseconds. */
  readonly 'start-time': number;
  /** -1 while it runs. */
  readonly 'end-time': number;
  readonly duration: number;
  /** Counts by lower-case execution state, and `total`. */
  readonly tasks: Readonly<Record<string, number>>;
};

export type JobIoMetrics = {
  readonly 'read-bytes': number;
  readonly 'write-bytes': number;
  readonly 'read-records': number;
  readonly 'write-records': number;
  readonly 'accumulated-backpressured-time': number;
  readonly 'accumulated-idle-time': number;
  readonly 'accumulated-busy-time': number;
};

export type JobVertexDetails = {
  readonly id: string;
  readonly name: string;
  readonly parallelism: number;
  readonly status: ExecutionState;
  readonly duration: number;
  readonly tasks: Readonly<Record<string, number>>;
  readonly metrics: JobIoMetrics;
  /** Ours: of the worst of its subtasks; absent before they have told. */
  readonly 'backpressure-level'?: 'ok' | 'low' | 'high';
};

/** Who feeds whom; topologically sorted. */
export type JobPlan = {
  readonly nodes: readonly {
    readonly id: string;
    /** Absent for a source. */
    readonly inputs?: readonly { readonly id: string }[];
  }[];
};

export type JobDetails = {
  readonly jid: string;
  readonly name: string;
  readonly state: JobStatus;
  readonly 'start-time': number;
  readonly duration: number;
  readonly vertices: readonly JobVertexDetails[];
  readonly plan: JobPlan;
};

/** Answered by `/jobs/:id/vertices/:vertex`. */
export type JobVertexSubtasks = {
  readonly id: string;
  readonly name: string;
  readonly parallelism: number;
  readonly subtasks: readonly {
    readonly subtask: number;
    readonly status: ExecutionState;
    readonly 'taskmanager-id': string;
  }[];
};

export type JobFailureCause = {
  /** Ours; a Flink JobManager has none. */
  readonly code?: string;
  readonly message?: string;
  readonly details?: ErrorDetails;
  readonly class: string;
  readonly 'stack-trace': string;
};

export type JobExecutionResult = {
  readonly status: { readonly id: 'IN_PROGRESS' | 'COMPLETED' };
  readonly 'job-execution-result': {
    readonly id: string;
    readonly 'application-status': string;
    readonly 'net-runtime': number;
    readonly 'failure-cause'?: JobFailureCause;
  } | null;
};
