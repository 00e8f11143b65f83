/** Turns the control plane's description of a task into what its thread and the data plane understand.
 *  Path: TaskDeploymentDescriptor → **task plan** (for the thread) and **channels plan** (for the shuffle environment).
 *  Invariant: partitions and gates keep the descriptor's order, since plan and channels are joined by position. */
import type { ResourceId } from '@rivulet/runtime/base';
import type { TaskChannelsPlan } from '@rivulet/runtime/network';
import type { TaskDeploymentDescriptor } from '@rivulet/runtime/rpc';
import type { TaskPlan } from '../task/index.ts';

export function createTaskPlan(descriptor: TaskDeploymentDescriptor, moduleUrl: string): TaskPlan {
  return {
    taskId: descriptor.attemptId,
    jobId: descriptor.jobId,
    jobName: descriptor.jobName,
    vertexId: descriptor.vertexId,
    taskName: descriptor.taskName,
    subtaskIndex: descriptor.subtaskIndex,
    parallelism: descriptor.parallelism,
    maxParallelism: descriptor.maxParallelism,
    graph: descriptor.graph,
    moduleUrl,
    args: descriptor.args,
    workingDirectory: descriptor.workingDirectory,
    defaultParallelism: descriptor.defaultParallelism,
    settings: descriptor.settings,
    outputs: descriptor.resultPartitions,
    inputs: descriptor.inputGates.map(({ dataSetId, inputIndex, partitioning }) => ({
      dataSetId,
      inputIndex,
      partitioning,
    })),
  };
}

/** @param ownId producers of this TaskManager are read through shared memory, all others through a socket */
export function createChannelsPlan(
  descriptor: TaskDeploymentDescriptor,
  ownId: ResourceId,
): TaskChannelsPlan {
  return {
    jobId: descriptor.jobId,
    taskName: descriptor.taskName,
    flowControl: descriptor.settings.flowControl,
    partitions: descriptor.resultPartitions.map(({ partitionId, subpartitionCount }) => ({
      partitionId,
      subpartitionCount,
    })),
    gates: descriptor.inputGates.map(({ dataSetId, subpartitionIndex, producers }, gateIndex) => ({
      gateIndex,
      ...(descriptor.settings.connectionPerResult === true ? { connectionGroup: dataSetId } : {}),
      subpartitionIndex,
      producers: producers.map(({ partitionId, producerDataAddress, producerResourceId }) => ({
        partitionId,
        address: producerDataAddress,
        local: producerResourceId === ownId,
      })),
    })),
  };
}
