/** Turns chains into the job graph that travels: vertices, data sets, and no function.
 *  Path: stream graph → chains → **job graph** → client → JobManager → task.
 *  The functions stay here, by operator id; each task thread makes this map again from its own import of the module.
 *  Source: Flink's StreamingJobGraphGenerator. */
import { asId, type IntermediateDataSetId, type JobVertexId } from '@rivulet/runtime/base';
import {
  type IntermediateDataSet,
  JOB_GRAPH_VERSION,
  type JobGraph,
  type JobVertex,
  type OperatorSpec,
} from '@rivulet/runtime/graph';
import type { UserFunctions } from '../functions/index.ts';
import { type Chain, chainName, chainingOf } from './chaining.ts';
import { fingerprintOf } from './fingerprint.ts';
import { hash128 } from './hash128.ts';
import type { StreamGraph, StreamNode } from './stream-graph.ts';

export function createJobGraph(graph: StreamGraph): JobGraph {
  const chains = chainingOf(graph);
  const vertexIds = new Map<StreamNode, JobVertexId>();
  for (const chain of chains) for (const node of chain) vertexIds.set(node, vertexIdOf(chain));
  const dataSets = chains.flatMap((chain) => dataSetsInto(chain, vertexIds));
  const vertices = chains.map((chain) => vertexOf(chain, dataSets));
  const structure = { version: JOB_GRAPH_VERSION, name: graph.name, vertices, dataSets } as const;
  return { ...structure, fingerprint: fingerprintOf(structure) };
}

/** The users' functions by operator id, and hash edges' key selectors by `keySelectorId`. */
export function functionsOf(graph: StreamGraph): ReadonlyMap<string, UserFunctions> {
  const functions = new Map<string, UserFunctions>();
  for (const { id, input, transformation } of graph.nodes) {
    functions.set(id, transformation.functions);
    const keySelector = transformation.input?.keySelector;
    if (input?.partitioning.kind === 'hash' && keySelector !== undefined) {
      functions.set(input.partitioning.keySelectorId, { keySelector });
    }
  }
  return functions;
}

/** A vertex has its head's id: stable as long as the head is. */
function vertexIdOf(chain: Chain): JobVertexId {
  return asId<JobVertexId>(chain[0]?.id ?? '');
}

function dataSetsInto(
  chain: Chain,
  vertexIds: ReadonlyMap<StreamNode, JobVertexId>,
): readonly IntermediateDataSet[] {
  const input = chain[0]?.input;
  const producerVertexId = input && vertexIds.get(input.producer);
  if (input === undefined || producerVertexId === undefined) return [];
  const consumerVertexId = vertexIdOf(chain);
  return [
    {
      id: asId<IntermediateDataSetId>(hash128(`data:${input.producer.id}>${consumerVertexId}`)),
      producerVertexId,
      producerOperatorId: input.producer.id,
      consumerVertexId,
      partitioning: input.partitioning,
    },
  ];
}

function vertexOf(chain: Chain, dataSets: readonly IntermediateDataSet[]): JobVertex {
  const id = vertexIdOf(chain);
  const { parallelism = 1, maxParallelism = 1, slotSharingGroup = '' } = chain[0] ?? {};
  return {
    id,
    name: chainName(chain),
    parallelism,
    maxParallelism,
    slotSharingGroup,
    chain: chain.map((node, position) => operatorSpecOf(node, position)),
    inputs: dataSets.filter(({ consumerVertexId }) => consumerVertexId === id).map((dataSet) => dataSet.id),
    outputs: dataSets.filter(({ producerVertexId }) => producerVertexId === id).map((dataSet) => dataSet.id),
  };
}

function operatorSpecOf({ id, name, kind, params, input }: StreamNode, position: number): OperatorSpec {
  const spec = { id, name, kind, params };
  return position === 0 || input === undefined ? spec : { ...spec, inputOperatorId: input.producer.id };
}
