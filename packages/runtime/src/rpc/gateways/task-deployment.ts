/** A task as data: everything a TaskManager needs to start one attempt of one subtask.
 *  Path: JobMaster → submitTask → TaskExecutor → deployment → task thread.
 *  Invariant: it names every producer's data-plane address, so a task never asks the control plane where to read.
 *  Source: Flink's TaskDeploymentDescriptor, InputGateDeploymentDescriptor and ShuffleDescriptor. */
import type {
  AllocationId,
  ExecutionAttemptId,
  IntermediateDataSetId,
  JobId,
  JobVertexId,
  ResourceId,
  ResultPartitionId,
} from '../../base/index.ts';
import type { ExecutionSettings, JobGraph, JobModule, Partitioning } from '../../graph/index.ts';
import type { NetworkAddress } from '../../io/index.ts';

/** Where one result partition can be read: the control plane hands out the data-plane address. */
export type ShuffleDescriptor = {
  readonly partitionId: ResultPartitionId;
  readonly producerResourceId: ResourceId;
  readonly producerDataAddress: NetworkAddress;
};

export type ResultPartitionDeployment = {
  readonly dataSetId: IntermediateDataSetId;
  readonly partitionId: ResultPartitionId;
  readonly producerOperatorId: string;
  /** Which side output of that operator; absent for the main output. */
  readonly producerTag?: string;
  readonly partitioning: Partitioning;
  /** Number of subpartitions: the consumers of this partition. */
  readonly subpartitionCount: number;
  /** The consumer's max parallelism, for key groups. */
  readonly maxParallelism: number;
};

export type InputGateDeployment = {
  readonly dataSetId: IntermediateDataSetId;
  /** Which input of the chain's head; the gates of one input are a union. */
  readonly inputIndex: number;
  readonly partitioning: Partitioning;
  /** Which subpartition of each producer this subtask reads. */
  readonly subpartitionIndex: number;
  /** One input channel each, in the order of the producing subtasks. */
  readonly producers: readonly ShuffleDescriptor[];
};

export type TaskDeploymentDescriptor = {
  readonly jobId: JobId;
  readonly jobName: string;
  readonly attemptId: ExecutionAttemptId;
  readonly attemptNumber: number;
  readonly allocationId: AllocationId;
  readonly vertexId: JobVertexId;
  /** `Source: text -> flat-map (1/2)#0`, Flink's thread name for the task. */
  readonly taskName: string;
  readonly subtaskIndex: number;
  readonly parallelism: number;
  readonly maxParallelism: number;
  /** The whole graph: the task checks its own build against the fingerprint and finds its chain by `vertexId`. */
  readonly graph: JobGraph;
  readonly module: JobModule;
  readonly args: readonly string[];
  readonly workingDirectory: string;
  readonly defaultParallelism: number;
  readonly settings: ExecutionSettings;
  readonly resultPartitions: readonly ResultPartitionDeployment[];
  readonly inputGates: readonly InputGateDeployment[];
};
