/** The job graph as Flink's dashboard draws it: nodes with their inputs and how records reach them. */
import type { JobGraph, JobVertex, OperatorSpec, Partitioning } from '@rivulet/runtime/graph';

export type PlanJson = {
  readonly jid: string;
  readonly name: string;
  readonly type: 'STREAMING';
  readonly nodes: readonly Readonly<Record<string, unknown>>[];
};

export function planJson(jobId: string, { name, vertices, dataSets }: JobGraph): PlanJson {
  return {
    jid: jobId,
    name,
    type: 'STREAMING',
    nodes: vertices.map((vertex) => {
      const inputs = dataSets
        .filter(({ consumerVertexId }) => consumerVertexId === vertex.id)
        .map(({ producerVertexId, partitioning }, num) => ({
          num,
          id: producerVertexId,
          ship_strategy: SHIP_STRATEGY[partitioning.kind],
          exchange: 'pipelined_bounded',
        }));
      return {
        id: vertex.id,
        parallelism: vertex.parallelism,
        operator: '',
        operator_strategy: '',
        description: descriptionOf(vertex),
        // A source has no inputs at all, not an empty list of them.
        ...(inputs.length === 0 ? {} : { inputs }),
        optimizer_properties: {},
      };
    }),
  };
}

const SHIP_STRATEGY: Readonly<Record<Partitioning['kind'], string>> = {
  forward: 'FORWARD',
  hash: 'HASH',
  rebalance: 'REBALANCE',
  rescale: 'RESCALE',
  shuffle: 'SHUFFLE',
  broadcast: 'BROADCAST',
  global: 'GLOBAL',
  custom: 'CUSTOM',
};

/** The chain as HTML, one operator a line, indented by its depth. */
function descriptionOf({ chain }: JobVertex): string {
  const byId = new Map(chain.map((operator) => [operator.id, operator]));
  return chain
    .map((operator) => {
      const depth = depthOf(operator, byId);
      const indent = depth === 0 ? '' : `${'&nbsp;&nbsp;&nbsp;'.repeat(depth - 1)}+- `;
      return `${indent}${escapeHtml(operator.name)}<br/>`;
    })
    .join('');
}

function depthOf(operator: OperatorSpec, byId: ReadonlyMap<string, OperatorSpec>): number {
  let depth = 0;
  let input = operator.inputOperatorId;
  // A chain is no longer than its operators: a circle in it would otherwise never end.
  while (input !== undefined && depth < byId.size) {
    depth++;
    input = byId.get(input)?.inputOperatorId;
  }
  return depth;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
