/** Turns an execution with its slot into the descriptor its TaskManager gets: what it writes, where it reads.
 *  Path: default-scheduler → **factory** → submitTask. Invariant: built only when every producer has its slot, so
 *  that each shuffle descriptor carries a data-plane address. Source: Flink's TaskDeploymentDescriptorFactory. */
import { assert, type IntermediateDataSetId, resultPartitionId } from '@rivulet/runtime/base';
import {
  consumedBy,
  consumersOf,
  type EdgeEnds,
  type IntermediateDataSet,
  type JobSubmission,
} from '@rivulet/runtime/graph';
import type {
  InputGateDeployment,
  ResultPartitionDeployment,
  ShuffleDescriptor,
  TaskDeploymentDescriptor,
} from '@rivulet/runtime/rpc';
import type { Execution, ExecutionGraph } from '../execution-graph/index.ts';

export class TaskDeploymentFactory {
  readonly #submission: JobSubmission;
  readonly #executionGraph: ExecutionGraph;
  readonly #dataSets: ReadonlyMap<IntermediateDataSetId, IntermediateDataSet>;

  constructor(submission: JobSubmission, executionGraph: ExecutionGraph) {
    this.#submission = submission;
    this.#executionGraph = executionGraph;
    this.#dataSets = new Map(submission.graph.dataSets.map((dataSet) => [dataSet.id, dataSet]));
  }

  descriptorOf(execution: Execution): TaskDeploymentDescriptor {
    const { attemptId, attemptNumber, vertexId, subtaskIndex, taskName } = execution.place;
    const { jobId, graph, module, args, workingDirectory, settings, defaultParallelism } = this.#submission;
    const { vertex } = this.#executionGraph.vertex(vertexId);
    assert(execution.slot !== undefined, 'a task is deployed into a slot');
    return {
      jobId,
      jobName: graph.name,
      attemptId,
      attemptNumber,
      allocationId: execution.slot.allocationId,
      vertexId,
      taskName,
      subtaskIndex,
      parallelism: vertex.parallelism,
      maxParallelism: vertex.maxParallelism,
      graph,
      module,
      args,
      workingDirectory,
      defaultParallelism,
      settings,
      resultPartitions: vertex.outputs.map((id) => this.#resultPartition(this.#dataSet(id), execution)),
      inputGates: vertex.inputs.map((id) => this.#inputGate(this.#dataSet(id), subtaskIndex)),
    };
  }

  #resultPartition(dataSet: IntermediateDataSet, producer: Execution): ResultPartitionDeployment {
    const consumer = this.#executionGraph.vertex(dataSet.consumerVertexId).vertex;
    return {
      dataSetId: dataSet.id,
      partitionId: resultPartitionId(dataSet.id, producer.place.subtaskIndex, producer.place.attemptId),
      producerOperatorId: dataSet.producerOperatorId,
      ...(dataSet.producerTag === undefined ? {} : { producerTag: dataSet.producerTag }),
      partitioning: dataSet.partitioning,
      subpartitionCount: consumersOf(this.#endsOf(dataSet), producer.place.subtaskIndex).length,
      maxParallelism: consumer.maxParallelism,
    };
  }

  #inputGate(dataSet: IntermediateDataSet, subtaskIndex: number): InputGateDeployment {
    const { subpartitionIndex, producers } = consumedBy(this.#endsOf(dataSet), subtaskIndex);
    return {
      dataSetId: dataSet.id,
      inputIndex: dataSet.inputIndex,
      partitioning: dataSet.partitioning,
      subpartitionIndex,
      producers: producers.map((index) => {
        const subtask = this.#executionGraph.subtask(dataSet.producerVertexId, index);
        return shuffleDescriptorOf(dataSet, subtask.currentExecution);
      }),
    };
  }

  #endsOf({ partitioning, producerVertexId, consumerVertexId }: IntermediateDataSet): EdgeEnds {
    return {
      partitioning,
      producerParallelism: this.#executionGraph.vertex(producerVertexId).vertex.parallelism,
      consumerParallelism: this.#executionGraph.vertex(consumerVertexId).vertex.parallelism,
    };
  }

  #dataSet(id: IntermediateDataSetId): IntermediateDataSet {
    const dataSet = this.#dataSets.get(id);
    assert(dataSet !== undefined, `data set ${id} belongs to the graph`);
    return dataSet;
  }
}

function shuffleDescriptorOf(dataSet: IntermediateDataSet, producer: Execution): ShuffleDescriptor {
  assert(producer.slot !== undefined, 'a producer has its slot before its consumers are deployed');
  const { resourceId, dataAddress } = producer.slot.taskManager;
  return {
    partitionId: resultPartitionId(dataSet.id, producer.place.subtaskIndex, producer.place.attemptId),
    producerResourceId: resourceId,
    producerDataAddress: dataAddress,
  };
}
