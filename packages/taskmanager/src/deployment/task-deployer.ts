/** What the executor asks of deployment: start a task, end it, show what runs. Knows no thread and no channel.
 *  Implemented by `ThreadTaskDeployer`. */
import type { JobId, ResultPartitionId, StreamErrorJson } from '@rivulet/runtime/base';
import type { ExecutionState } from '@rivulet/runtime/graph';
import type { NetworkAddress } from '@rivulet/runtime/io';
import type { NetworkMetrics } from '@rivulet/runtime/network';
import type {
  ChannelReport,
  CheckpointOptions,
  Metrics,
  SubpartitionReport,
  TaskDeploymentDescriptor,
  TaskIoMetrics,
  ThreadReport,
} from '@rivulet/runtime/rpc';
import type { CheckpointReport } from '../task/index.ts';

/** What a running task says about itself. */
export type ReportedTaskState = Extract<
  ExecutionState,
  'INITIALIZING' | 'RUNNING' | 'FINISHED' | 'CANCELED' | 'FAILED'
>;

/** Called in the event loop, outside of any actor: the listener brings it to its main thread. */
export type DeployedTaskListener = {
  /** Exactly one final state comes, and after it nothing of the task runs. */
  stateChanged(state: ReportedTaskState, error?: StreamErrorJson): void;
  /** What became of a checkpoint at the task. */
  checkpointReported(report: CheckpointReport): void;
  /** Something the task depends on broke while it runs: end it as failed. */
  broken(error: StreamErrorJson): void;
  /** What the JobMaster knows of the producer of a partition that was not found. Rejects when nobody can be asked. */
  producerState(partitionId: ResultPartitionId): Promise<ExecutionState>;
};

export type DeployedTask = {
  /** Asks the task to end; its final state says that it has. */
  cancel(): void;
  /** A checkpoint's barrier is to begin at this task. */
  triggerCheckpoint(checkpointId: number, timestampMs: number, options: CheckpointOptions): void;
  /** Ends the thread under it, wherever it is. The final state is FAILED. */
  terminateThread(): void;
  io(): TaskIoMetrics;
  /** Its time, records, mailbox, pools and queues, with Flink's names; empty while it has no channels. */
  metrics(): Metrics;
};

export type DeploymentRequest = {
  readonly descriptor: TaskDeploymentDescriptor;
  readonly slotIndex: number;
  /** Where job bundles come from. */
  readonly blobServer: NetworkAddress | undefined;
};

export type TaskDeployer = {
  /** Never throws: a deployment that fails is a task that failed. */
  deploy(request: DeploymentRequest, listener: DeployedTaskListener): DeployedTask;
  /** Those that own the data-plane sockets. */
  networkThreads(): readonly ThreadReport[];
  /** Those that run tasks. */
  threads(): readonly ThreadReport[];
  channels(jobId: JobId): Promise<readonly ChannelReport[]>;
  subpartitions(jobId: JobId): Promise<readonly SubpartitionReport[]>;
  /** The network memory of the TaskManager, with Flink's names. */
  poolMetrics(): NetworkMetrics;
  /** The job runs nothing here any more. */
  releaseJob(jobId: JobId): void;
};
