/** The program with everything decided but chaining: each operator's id, parallelism and slot sharing group, each
 *  edge's partitioning. Path: transformations → **stream graph** → chains → job graph.
 *  Invariant: nodes are in data-flow order (an input is written before what reads it). Source: Flink's StreamGraph. */
import { defaultMaxParallelism, MAX_PARALLELISM_LIMIT, streamError } from '@rivulet/runtime/base';
import type { JsonValue, Partitioning } from '@rivulet/runtime/graph';
import { keySelectorIdOf, operatorIdsOf } from './operator-id.ts';
import {
  type ChainingStrategy,
  displayName,
  type Program,
  type Transformation,
  type TransformationInput,
} from './transformation.ts';

export type StreamEdge = { readonly producer: StreamNode; readonly partitioning: Partitioning };

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
  /** Absent for a source. */
  readonly input?: StreamEdge;
  readonly transformation: Transformation;
};

export type StreamGraph = {
  readonly name: string;
  readonly chainingEnabled: boolean;
  readonly nodes: readonly StreamNode[];
};

/** @throws JOB_EMPTY, JOB_UID_DUPLICATE, JOB_PARALLELISM_INVALID, JOB_SOURCE_NOT_PARALLEL, JOB_FORWARD_PARALLELISM */
export function createStreamGraph(program: Program): StreamGraph {
  const { name, chainingEnabled, transformations } = program;
  if (!transformations.some(({ role }) => role === 'sink')) throw streamError('JOB_EMPTY', { job: name });
  const ids = operatorIdsOf(transformations);
  const nodes = new Map<Transformation, StreamNode>();
  for (const transformation of transformations) {
    const producer = transformation.input && nodes.get(transformation.input.producer);
    nodes.set(transformation, resolve(transformation, ids.get(transformation) ?? '', producer, program));
  }
  return { name, chainingEnabled, nodes: [...nodes.values()] };
}

function resolve(
  transformation: Transformation,
  id: string,
  producer: StreamNode | undefined,
  program: Program,
): StreamNode {
  const { kind, params, chaining, input } = transformation;
  const name = displayName(transformation);
  const parallelism = parallelismOf(transformation, program);
  const maxParallelism =
    transformation.maxParallelism ?? program.maxParallelism ?? defaultMaxParallelism(parallelism);
  if (parallelism > maxParallelism) {
    throw streamError('JOB_PARALLELISM_INVALID', { operator: name, parallelism, max: maxParallelism });
  }
  // Flink's rule: an operator without a group of its own joins its input's; a source joins the default one.
  const slotSharingGroup = transformation.slotSharingGroup ?? producer?.slotSharingGroup ?? 'default';
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
  if (input === undefined || producer === undefined) return node;
  return { ...node, input: { producer, partitioning: partitioningOf(input, producer, node) } };
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
  consumer: Pick<StreamNode, 'id' | 'name' | 'parallelism'>,
): Partitioning {
  if (partitioning === 'hash') return { kind: 'hash', keySelectorId: keySelectorIdOf(consumer.id) };
  if (partitioning === 'rebalance' || partitioning === 'broadcast') return { kind: partitioning };
  if (producer.parallelism === consumer.parallelism) return { kind: 'forward' };
  if (partitioning === undefined) return { kind: 'rebalance' };
  throw streamError('JOB_FORWARD_PARALLELISM', {
    producer: producer.name,
    producerParallelism: producer.parallelism,
    consumer: consumer.name,
    consumerParallelism: consumer.parallelism,
  });
}
