/** What a job will take of a cluster, from its graph alone: slots, threads, channels, buffers. Nothing is submitted.
 *  Path: job graph → **here** → `rivulet info --slots`. Where the numbers depend on which slots share a TaskManager,
 *  both bounds are given: all slots in one, and each slot in one of its own.
 *  Invariant: what then runs lies within the bounds; a test compares. Flow control by credits. */
import {
  type BufferCount,
  consumedBy,
  consumersOf,
  type EdgeEnds,
  EXCLUSIVE_BUFFERS_PER_CHANNEL,
  FLOATING_BUFFERS_PER_GATE,
  gateBuffers,
  type IntermediateDataSet,
  type JobGraph,
  type JobVertex,
  partitionBuffers,
  slotCountOf,
  type SlotGroupRequirement,
  slotRequirementsOf,
} from '@rivulet/runtime/graph';

export type EdgeResources = {
  readonly from: string;
  readonly to: string;
  readonly partitioning: IntermediateDataSet['partitioning']['kind'];
  readonly channels: number;
  /** With each slot in a TaskManager of its own; in one TaskManager it is 0. */
  readonly remoteChannelsAtMost: number;
  /** Of all its input gates, with that many remote channels. */
  readonly exclusiveBuffersAtMost: number;
  readonly floatingBuffersAtMost: number;
  /** Of all its result partitions. */
  readonly outputBuffers: BufferCount;
};

export type JobResources = {
  readonly required: number;
  readonly groups: readonly SlotGroupRequirement[];
  /** Subtasks: one chain each. */
  readonly tasks: number;
  readonly threads: {
    /** Task threads by `taskmanager.task-threads`. */
    readonly perTask: number;
    readonly perSlot: number;
    /** In each TaskManager, whatever runs: main and network. */
    readonly everyTaskManager: number;
  };
  readonly edges: readonly EdgeResources[];
  readonly channels: { readonly total: number; readonly remoteAtMost: number };
  /** Over all TaskManagers: what must be there, from all channels local to as many remote as can be; `wanted` is what
   *  would be used if there were enough. */
  readonly buffers: {
    readonly requiredAtLeast: number;
    readonly requiredAtMost: number;
    readonly wantedAtLeast: number;
    readonly wantedAtMost: number;
  };
};

const MAIN_AND_NETWORK = 2;

/** @param buffersPerChannel `taskmanager.network.memory.buffers-per-channel` */
export function jobResourcesOf(
  graph: JobGraph,
  buffersPerChannel: number = EXCLUSIVE_BUFFERS_PER_CHANNEL,
): JobResources {
  const edges = graph.dataSets.map((dataSet) => edgeOf(graph, dataSet, buffersPerChannel));
  const sum = (figure: (edge: Edge) => number): number =>
    edges.reduce((total, edge) => total + figure(edge), 0);
  const required = slotCountOf(graph);
  const tasks = graph.vertices.reduce((total, { parallelism }) => total + parallelism, 0);
  return {
    required,
    groups: slotRequirementsOf(graph),
    tasks,
    threads: { perTask: tasks, perSlot: required, everyTaskManager: MAIN_AND_NETWORK },
    edges: edges.map(({ resources }) => resources),
    channels: {
      total: sum(({ resources }) => resources.channels),
      remoteAtMost: sum(({ resources }) => resources.remoteChannelsAtMost),
    },
    buffers: {
      requiredAtLeast: sum(({ resources }) => resources.outputBuffers.required),
      requiredAtMost: sum(({ resources, gates }) => resources.outputBuffers.required + gates.required),
      wantedAtLeast: sum(({ resources }) => resources.outputBuffers.wanted),
      wantedAtMost: sum(({ resources, gates }) => resources.outputBuffers.wanted + gates.wanted),
    },
  };
}

type Edge = { readonly resources: EdgeResources; readonly gates: BufferCount };

function edgeOf(
  graph: JobGraph,
  { producerVertexId, consumerVertexId, partitioning }: IntermediateDataSet,
  buffersPerChannel: number,
): Edge {
  const producer = vertexOf(graph, producerVertexId);
  const consumer = vertexOf(graph, consumerVertexId);
  const ends: EdgeEnds = {
    partitioning,
    producerParallelism: producer.parallelism,
    consumerParallelism: consumer.parallelism,
  };
  const subpartitionCounts = subtasksOf(producer).map((index) => consumersOf(ends, index).length);
  const output = subpartitionCounts.map(partitionBuffers);
  const remotePerGate = subtasksOf(consumer).map((index) => {
    const { producers } = consumedBy(ends, index);
    return producers.length - (sharesSlot(producer, consumer) && producers.includes(index) ? 1 : 0);
  });
  const gates = remotePerGate.map((count) => gateBuffers(count, buffersPerChannel));
  const remote = sumOf(remotePerGate);
  return {
    resources: {
      from: producer.name,
      to: consumer.name,
      partitioning: partitioning.kind,
      channels: sumOf(subpartitionCounts),
      remoteChannelsAtMost: remote,
      exclusiveBuffersAtMost: buffersPerChannel * remote,
      floatingBuffersAtMost: FLOATING_BUFFERS_PER_GATE * remotePerGate.filter((count) => count > 0).length,
      outputBuffers: total(output),
    },
    gates: total(gates),
  };
}

/** Subtask i of every vertex of a sharing group is in the group's slot i: a producer there is never remote. */
function sharesSlot(producer: JobVertex, consumer: JobVertex): boolean {
  return producer.slotSharingGroup === consumer.slotSharingGroup;
}

function subtasksOf({ parallelism }: JobVertex): readonly number[] {
  return Array.from({ length: parallelism }, (_, index) => index);
}

function total(counts: readonly BufferCount[]): BufferCount {
  return {
    required: sumOf(counts.map(({ required }) => required)),
    wanted: sumOf(counts.map(({ wanted }) => wanted)),
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function vertexOf(graph: JobGraph, id: JobVertex['id']): JobVertex {
  const vertex = graph.vertices.find((each) => each.id === id);
  if (vertex === undefined) throw new RangeError(`data set names vertex ${id}, which is not in the graph`);
  return vertex;
}
