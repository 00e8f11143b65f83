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
import { edgeFunctionsIdOf } from './operator-id.ts';
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

/** The users' functions by operator id, and those of edges (key selectors, partitioners) by the id in their
 *  partitioning. */
export function functionsOf(graph: StreamGraph): ReadonlyMap<string, UserFunctions> {
  const functions = new Map<string, UserFunctions>();
  for (const { id, transformation } of graph.nodes) {
    functions.set(id, transformation.functions);
    for (const [edgeIndex, input] of transformation.inputs.flat().entries()) {
      if (input.functions !== undefined) functions.set(edgeFunctionsIdOf(id, edgeIndex), input.functions);
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
  const consumerVertexId = vertexIdOf(chain);
  return (chain[0]?.inputs ?? []).map(({ producer, tag, inputIndex, partitioning }, edgeIndex) => ({
    id: asId<IntermediateDataSetId>(hash128(`data:${producer.id}>${consumerVertexId}/${edgeIndex}`)),
    producerVertexId: vertexIds.get(producer) ?? asId<JobVertexId>(''),
    producerOperatorId: producer.id,
    ...(tag === undefined ? {} : { producerTag: tag }),
    consumerVertexId,
    inputIndex,
    partitioning,
  }));
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

function operatorSpecOf({ id, name, kind, params, inputs }: StreamNode, position: number): OperatorSpec {
  const spec = { id, name, kind, params };
  const [input] = inputs;
  if (position === 0 || input === undefined) return spec;
  const chained = { ...spec, inputOperatorId: input.producer.id };
  return input.tag === undefined ? chained : { ...chained, inputTag: input.tag };
}
