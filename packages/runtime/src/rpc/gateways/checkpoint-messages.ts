/** Checkpoints between a JobMaster, its TaskManagers, and the people who ask how it went.
 *  So far a checkpoint is a marker: its barriers travel through the whole job and are measured; no state is stored.
 *  Source: Flink's CheckpointOptions, CheckpointMetrics and checkpoint statistics (a subset, same names). */
import type { ExecutionAttemptId, JobVertexId } from '../../base/index.ts';

export type CheckpointAlignment = 'at-least-once' | 'aligned' | 'unaligned';

export type CheckpointOptions = {
  readonly alignment: CheckpointAlignment;
  /** Age at which an aligned barrier begins to overtake; absent: never. */
  readonly alignedCheckpointTimeoutMs?: number;
};

/** What one task measured. */
export type CheckpointMetrics = {
  readonly unalignedCheckpoint: boolean;
  /** From the trigger to the first barrier at the task. */
  readonly checkpointStartDelayNanos: number;
  /** From the first barrier to the last. */
  readonly alignmentDurationNanos: number;
  readonly syncDurationMillis: number;
};

export type CheckpointStatus = 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';

export type SubtaskCheckpointInfo = {
  readonly vertexId: JobVertexId;
  readonly attemptId: ExecutionAttemptId;
  readonly subtaskIndex: number;
  /** Absent while it is awaited. */
  readonly acknowledged?: { readonly atMs: number; readonly metrics: CheckpointMetrics };
};

export type CheckpointInfo = {
  readonly checkpointId: number;
  /** Names the request that triggered it. */
  readonly triggerId: string;
  readonly status: CheckpointStatus;
  readonly options: CheckpointOptions;
  readonly triggeredAtMs: number;
  /** One for each task that ran when it was triggered. */
  readonly subtasks: readonly SubtaskCheckpointInfo[];
  /** Why it failed, and when. */
  readonly failure?: { readonly atMs: number; readonly reason: string };
};
