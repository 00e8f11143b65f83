/** A snapshot of one job for people: what the REST endpoint shows and what is kept after the job has ended.
 *  Times are epoch milliseconds; -1 = not reached. Source: Flink's ExecutionGraphInfo / AccessExecutionGraph. */
import type {
  ExecutionAttemptId,
  JobId,
  JobVertexId,
  ResourceId,
  StreamErrorJson,
} from '../../base/index.ts';
import type { ExecutionState, JobGraph, JobStatus } from '../../graph/index.ts';
import type { CheckpointInfo } from './checkpoint-messages.ts';
import type { Metrics, TaskIoMetrics } from './task-reports.ts';

export type ExecutionInfo = {
  readonly attemptId: ExecutionAttemptId;
  readonly attemptNumber: number;
  readonly subtaskIndex: number;
  readonly state: ExecutionState;
  readonly stateTimestamps: Readonly<Partial<Record<ExecutionState, number>>>;
  readonly taskManagerId?: ResourceId;
  /** `host:dataPort` of that TaskManager. */
  readonly endpoint?: string;
  readonly io: TaskIoMetrics;
  /** As last reported; empty before. */
  readonly metrics: Metrics;
  /** Why this attempt failed. */
  readonly error?: StreamErrorJson;
};

export type VertexInfo = {
  readonly vertexId: JobVertexId;
  readonly name: string;
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly slotSharingGroup: string;
  /** One per subtask: its current attempt. */
  readonly executions: readonly ExecutionInfo[];
};

export type ExecutionGraphInfo = {
  readonly jobId: JobId;
  readonly name: string;
  readonly status: JobStatus;
  readonly statusTimestamps: Readonly<Partial<Record<JobStatus, number>>>;
  readonly graph: JobGraph;
  readonly vertices: readonly VertexInfo[];
  /** The last ones, the newest first. */
  readonly checkpoints: readonly CheckpointInfo[];
  /** Set while the job waits for slots: how many it asked for, how many it was given, since when. */
  readonly waitingForSlots?: {
    readonly required: number;
    readonly acquired: number;
    readonly sinceMs: number;
  };
  /** The cause of failure, when the job failed. */
  readonly error?: StreamErrorJson;
};
