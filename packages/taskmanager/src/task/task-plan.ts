/** One attempt of one subtask as a task thread understands it: which chain to build, from which module, and what it
 *  reads and writes. Deployment maps the control plane's descriptor to this; a task never sees an RPC message.
 *  Invariant: plain data (structured-clonable), and the channels that go with it have the same order.
 *  Source: Flink's TaskInfo together with the parts of its TaskDeploymentDescriptor a StreamTask reads. */
import { assert, type JobId, type JobVertexId } from '@rivulet/runtime/base';
import type { ExecutionSettings, JobGraph, JobVertex, Partitioning } from '@rivulet/runtime/graph';

export type TaskOutputPlan = {
  readonly dataSetId: string;
  readonly partitionId: string;
  /** The operator of the chain whose records go here. */
  readonly producerOperatorId: string;
  /** Which side output of that operator; absent for the main output. */
  readonly producerTag?: string;
  readonly partitioning: Partitioning;
  readonly subpartitionCount: number;
  /** The consumer's max parallelism, for key groups. */
  readonly maxParallelism: number;
};

export type TaskInputPlan = {
  readonly dataSetId: string;
  /** Which input of the chain's head reads it. */
  readonly inputIndex: number;
  readonly partitioning: Partitioning;
};

export type TaskPlan = {
  /** The execution attempt's id; names the task in every message between main and the thread. */
  readonly taskId: string;
  readonly jobId: JobId;
  readonly jobName: string;
  readonly vertexId: JobVertexId;
  /** `Source: text -> flat-map (1/2)#0`. */
  readonly taskName: string;
  readonly subtaskIndex: number;
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly graph: JobGraph;
  /** Where this thread imports the job module from: the original file, or a bundle already fetched to disk. */
  readonly moduleUrl: string;
  readonly args: readonly string[];
  readonly workingDirectory: string;
  readonly defaultParallelism: number;
  readonly settings: ExecutionSettings;
  /** In the order of the channels' partitions. */
  readonly outputs: readonly TaskOutputPlan[];
  /** In the order of the channels' gates. */
  readonly inputs: readonly TaskInputPlan[];
};

/** The vertex the task is a subtask of. */
export function vertexOf({ graph, vertexId }: TaskPlan): JobVertex {
  const vertex = graph.vertices.find(({ id }) => id === vertexId);
  assert(vertex !== undefined, 'a task is of a vertex of its graph');
  return vertex;
}
