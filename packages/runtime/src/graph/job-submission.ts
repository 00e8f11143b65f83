/** What a client hands in: the graph, the module that holds the user's functions, and what to run it with.
 *  Path: client → Dispatcher → JobMaster → (in each task's deployment) → task thread. */
import type { BlobKey, JobId } from '../base/index.ts';
import type { JobGraph } from './job-graph.ts';

/** Where a task thread imports the job module from. */
export type JobModule =
  /** A file of this machine, imported as it is: embedded clusters. */
  | { readonly kind: 'url'; readonly url: string }
  /** A bundle in the JobManager's blob store, fetched over HTTP by its content hash. */
  | { readonly kind: 'blob'; readonly key: BlobKey };

export type FlowControl = 'credit' | 'tcp';

/** Whether a checkpoint waits until its barriers have come on all channels of a task. Flink's CheckpointingMode. */
export type CheckpointingMode = 'EXACTLY_ONCE' | 'AT_LEAST_ONCE';

export type ExecutionSettings = {
  /** Longest time a partly filled buffer waits, in milliseconds; 0 = every turn, -1 = only when full. */
  readonly bufferTimeoutMs: number;
  readonly flowControl: FlowControl;
  /** Each result of the job is read over a connection of its own; absent: one for each pair of TaskManagers. */
  readonly connectionPerResult?: boolean;
  /** Where `print()` writes in the task's process; the standard output when absent. */
  readonly printTo?: 'stdout' | 'stderr';
  /** `EXACTLY_ONCE` when absent. */
  readonly checkpointingMode?: CheckpointingMode;
};

export type JobSubmission = {
  readonly jobId: JobId;
  readonly graph: JobGraph;
  readonly module: JobModule;
  /** What follows `--` on the command line. */
  readonly args: readonly string[];
  /** The client's working directory: relative paths in the job mean the same in every task. */
  readonly workingDirectory: string;
  readonly settings: ExecutionSettings;
  /** The parallelism of operators that name none (`-p`). */
  readonly defaultParallelism: number;
};
