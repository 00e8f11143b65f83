/** Each subpartition has one reader, whatever the two sides' parallelism; vectors are Flink's. */
import { describe, expect, it } from 'vitest';
import { consumedBy, consumersOf, type EdgeEnds } from './edge-ends.ts';
import type { Partitioning } from './job-graph.ts';

function edge(
  kind: 'rebalance' | 'rescale',
  producerParallelism: number,
  consumerParallelism: number,
): EdgeEnds {
  const partitioning: Partitioning = { kind };
  return { partitioning, producerParallelism, consumerParallelism };
}

function producersPerConsumer(ends: EdgeEnds): (readonly number[])[] {
  return Array.from({ length: ends.consumerParallelism }, (_, i) => consumedBy(ends, i).producers);
}

function consumersPerProducer(ends: EdgeEnds): (readonly number[])[] {
  return Array.from({ length: ends.producerParallelism }, (_, i) => consumersOf(ends, i));
}

describe('the subtasks an edge joins', () => {
  it('given a rebalance, then every consumer reads its own subpartition of every producer', () => {
    const ends = edge('rebalance', 2, 3);

    expect(consumersPerProducer(ends)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(consumedBy(ends, 2)).toEqual({ subpartitionIndex: 2, producers: [0, 1] });
  });

  it('given a rescale to more subtasks, then each producer feeds a range of its own', () => {
    expect(consumersPerProducer(edge('rescale', 2, 4))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(consumersPerProducer(edge('rescale', 2, 3))).toEqual([[0, 1], [2]]);
    expect(consumedBy(edge('rescale', 2, 4), 3)).toEqual({ subpartitionIndex: 1, producers: [1] });
  });

  it('given a rescale to fewer subtasks, then each consumer reads a range of its own', () => {
    expect(producersPerConsumer(edge('rescale', 4, 2))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(producersPerConsumer(edge('rescale', 3, 2))).toEqual([[0], [1, 2]]);
    expect(consumersPerProducer(edge('rescale', 3, 2))).toEqual([[0], [1], [1]]);
  });

  it('given any two parallelisms, then each subpartition has exactly one reader', () => {
    for (const kind of ['rebalance', 'rescale'] as const) {
      for (let producers = 1; producers <= 9; producers++) {
        for (let consumers = 1; consumers <= 9; consumers++) {
          const ends = edge(kind, producers, consumers);
          const offered = consumersPerProducer(ends).flatMap((readers, producer) =>
            readers.map((reader, subpartition) => `${producer}[${subpartition}] to ${reader}`),
          );
          const read = producersPerConsumer(ends).flatMap((from, reader) =>
            from.map((producer) => `${producer}[${consumedBy(ends, reader).subpartitionIndex}] to ${reader}`),
          );

          expect(read.toSorted(), `${kind} ${producers} to ${consumers}`).toEqual(offered.toSorted());
        }
      }
    }
  });
});
