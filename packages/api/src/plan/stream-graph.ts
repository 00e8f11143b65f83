/** The program with everything decided but chaining: each operator's id, parallelism and slot sharing group, each
 *  edge's partitioning. Path: transformations → **stream graph** → chains → job graph.
 *  Invariant: nodes are in data-flow order (an input is written before what reads it). Source: Flink's StreamGraph. */
import { defaultMaxParallelism, MAX_PARALLELISM_LIMIT, streamError } from '@rivulet/runtime/base';
import type { JsonValue, Partitioning } from '@rivulet/runtime/graph';
import { edgeFunctionsIdOf, operatorIdsOf } from './operator-id.ts';
import {
  type ChainingStrategy,
  displayName,
  type Program,
  type Transformation,
  type TransformationInput,
} from './transformation.ts';

export type StreamEdge = {
  readonly producer: StreamNode;
  /** Which side output of the producer; absent for the main one. */
  readonly tag?: string;
  /** Which input of the consumer. */
  readonly inputIndex: number;
  readonly partitioning: Partitioning;
};

export type StreamNode = {
  readonly id: string;
  /** With its `Source: ` or `Sink: ` prefix. */
  readonly name: string;
  readonly kind: string;
  readonly params: JsonValue;
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly slotSharingGroup: string;
  readonly chaining: ChainingStrategy;
  /** Ordered by input; empty for a source. */
  readonly inputs: readonly StreamEdge[];
  readonly transformation: Transformation;
};

export type StreamGraph = {
  readonly name: string;
  readonly chainingEnabled: boolean;
  readonly nodes: readonly StreamNode[];
};

/** @throws JOB_EMPTY, JOB_UID_DUPLICATE, JOB_PARALLELISM_INVALID, JOB_SOURCE_NOT_PARALLEL, JOB_FORWARD_PARALLELISM,
 *  JOB_CYCLE */
export function createStreamGraph(program: Program): StreamGraph {
  const { name, chainingEnabled, transformations } = program;
  if (!transformations.some(({ role }) => role === 'sink')) throw streamError('JOB_EMPTY', { job: name });
  const ids = operatorIdsOf(transformations);
  const nodes = new Map<Transformation, StreamNode>();
  for (const transformation of transformations) {
    const producerOf = ({ producer }: TransformationInput): StreamNode => {
      const node = nodes.get(producer);
      if (node !== undefined) return node;
      throw streamError('JOB_CYCLE', {
        consumer: displayName(transformation),
        producer: displayName(producer),
      });
    };
    nodes.set(transformation, resolve(transformation, ids.get(transformation) ?? '', producerOf, program));
  }
  return { name, chainingEnabled, nodes: [...nodes.values()] };
}

function resolve(
  transformation: Transformation,
  id: string,
  producerOf: (input: TransformationInput) => StreamNode,
  program: Program,
): StreamNode {
  const { kind, params, chaining, inputs } = transformation;
  const name = displayName(transformation);
  const parallelism = parallelismOf(transformation, program);
  const maxParallelism =
    transformation.maxParallelism ?? program.maxParallelism ?? defaultMaxParallelism(parallelism);
  if (parallelism > maxParallelism) {
    throw streamError('JOB_PARALLELISM_INVALID', { operator: name, parallelism, max: maxParallelism });
  }
  const slotSharingGroup =
    transformation.slotSharingGroup ?? commonSlotSharingGroup(inputs.flat().map(producerOf));
  const node = {
    id,
    name,
    kind,
    params,
    parallelism,
    maxParallelism,
    slotSharingGroup,
    chaining,
    transformation,
  };
  const edges = inputs.flatMap((union, inputIndex) => union.map((input) => ({ input, inputIndex })));
  return {
    ...node,
    inputs: edges.map(({ input, inputIndex }, edgeIndex) => {
      const producer = producerOf(input);
      const partitioning = partitioningOf(input, producer, node, edgeFunctionsIdOf(id, edgeIndex));
      const edge = { producer, inputIndex, partitioning };
      return input.tag === undefined ? edge : { ...edge, tag: input.tag };
    }),
  };
}

/** Flink's rule: an operator without a group of its own joins its inputs' if they agree, else the default one. */
function commonSlotSharingGroup(producers: readonly StreamNode[]): string {
  const [first, ...others] = new Set(producers.map(({ slotSharingGroup }) => slotSharingGroup));
  return first === undefined || others.length > 0 ? 'default' : first;
}

function parallelismOf(transformation: Transformation, program: Program): number {
  const operator = displayName(transformation);
  if (!transformation.parallel) {
    const parallelism = transformation.parallelism ?? 1;
    if (parallelism !== 1) throw streamError('JOB_SOURCE_NOT_PARALLEL', { operator, parallelism });
    return parallelism;
  }
  const parallelism = transformation.parallelism ?? program.defaultParallelism;
  const max = transformation.maxParallelism ?? program.maxParallelism ?? MAX_PARALLELISM_LIMIT;
  if (!Number.isInteger(parallelism) || parallelism < 1 || parallelism > max) {
    throw streamError('JOB_PARALLELISM_INVALID', { operator, parallelism, max });
  }
  return parallelism;
}

function partitioningOf(
  { partitioning }: TransformationInput,
  producer: StreamNode,
  consumer: Pick<StreamNode, 'name' | 'parallelism'>,
  functionsId: string,
): Partitioning {
  if (partitioning === 'hash') return { kind: 'hash', keySelectorId: functionsId };
  if (partitioning === 'custom') return { kind: 'custom', partitionerId: functionsId };
  if (partitioning !== undefined && partitioning !== 'forward') return { kind: partitioning };
  if (producer.parallelism === consumer.parallelism) return { kind: 'forward' };
  if (partitioning === undefined) return { kind: 'rebalance' };
  throw streamError('JOB_FORWARD_PARALLELISM', {
    producer: producer.name,
    producerParallelism: producer.parallelism,
    consumer: consumer.name,
    consumerParallelism: consumer.parallelism,
  });
}
