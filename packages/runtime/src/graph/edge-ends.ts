/** Which subtasks an edge joins: what each producer offers, and what each consumer reads of whom.
 *  Path: job graph → **edge ends** → task deployment. Pointwise edges spread the larger side evenly over the smaller,
 *  in contiguous ranges, so that neighbours stay together; all others join every subtask to every subtask.
 *  Invariant: each subpartition is read by exactly one consumer. Source: Flink's VertexInputInfoComputationUtils. */
import { isPointwise, type Partitioning } from './job-graph.ts';

export type EdgeEnds = {
  readonly partitioning: Partitioning;
  readonly producerParallelism: number;
  readonly consumerParallelism: number;
};

/** What one consuming subtask reads: the same subpartition of each of these producers. */
export type ConsumedRange = {
  readonly subpartitionIndex: number;
  /** Subtask indexes of the producers. */
  readonly producers: readonly number[];
};

/** The consuming subtasks of one producing subtask, one subpartition each, in that order. */
export function consumersOf(edge: EdgeEnds, producerIndex: number): readonly number[] {
  const { partitioning, producerParallelism, consumerParallelism } = edge;
  if (!isPointwise(partitioning)) return range(0, consumerParallelism);
  if (producerParallelism < consumerParallelism) {
    const firstOf = (index: number): number => Math.ceil((index * consumerParallelism) / producerParallelism);
    return range(firstOf(producerIndex), firstOf(producerIndex + 1));
  }
  const consumers = range(0, consumerParallelism);
  return consumers.filter((consumer) => consumedBy(edge, consumer).producers.includes(producerIndex));
}

export function consumedBy(edge: EdgeEnds, consumerIndex: number): ConsumedRange {
  const { partitioning, producerParallelism, consumerParallelism } = edge;
  if (!isPointwise(partitioning)) {
    return { subpartitionIndex: consumerIndex, producers: range(0, producerParallelism) };
  }
  if (producerParallelism < consumerParallelism) {
    const producer = Math.floor((consumerIndex * producerParallelism) / consumerParallelism);
    return { subpartitionIndex: consumersOf(edge, producer).indexOf(consumerIndex), producers: [producer] };
  }
  const firstOf = (index: number): number => Math.floor((index * producerParallelism) / consumerParallelism);
  return { subpartitionIndex: 0, producers: range(firstOf(consumerIndex), firstOf(consumerIndex + 1)) };
}

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
