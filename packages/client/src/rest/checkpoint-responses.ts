/** What the REST endpoint answers about checkpoints: Flink's field names, the subset this client reads. */

/** How far a checkpoint has come at the subtasks of one vertex. */
export type CheckpointTask = {
  readonly status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  /** Milliseconds from the trigger to the last of its subtasks; -1 until then. */
  readonly end_to_end_duration: number;
};

export type CheckpointDetails = {
  readonly id: number;
  readonly status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  /** Epoch milliseconds. */
  readonly trigger_timestamp: number;
  /** By vertex. */
  readonly tasks: Readonly<Record<string, CheckpointTask>>;
};

/** Answered by `/jobs/:id/checkpoints`. */
export type CheckpointStatistics = { readonly history: readonly CheckpointDetails[] };
