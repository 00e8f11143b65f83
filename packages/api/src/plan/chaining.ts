/** Which operators run as one: a chain is one task, and inside it a record is a function call.
 *  Path: stream graph → **chains** → job graph. Invariant: every node is in exactly one chain, and only a chain's head
 *  reads from another chain, or from several. Source: Flink's StreamingJobGraphGenerator.isChainable. */
import type { StreamGraph, StreamNode } from './stream-graph.ts';

/** Nodes in data-flow order; the first is the head. */
export type Chain = readonly StreamNode[];

/** In data-flow order of their heads. */
export function chainingOf(graph: StreamGraph): readonly Chain[] {
  const chains: StreamNode[][] = [];
  const chainOf = new Map<StreamNode, StreamNode[]>();
  for (const node of graph.nodes) {
    const [input] = node.inputs;
    const upstream = input && isChainable(node, graph) ? chainOf.get(input.producer) : undefined;
    const chain = upstream ?? [];
    if (chain.length === 0) chains.push(chain);
    chain.push(node);
    chainOf.set(node, chain);
  }
  return chains;
}

/** Whether `node` runs in the chain of its producer: it has one, and nothing stands between them. */
export function isChainable(node: StreamNode, graph: Pick<StreamGraph, 'chainingEnabled'>): boolean {
  const [input, ...others] = node.inputs;
  if (input === undefined || others.length > 0 || !graph.chainingEnabled) return false;
  const { producer, partitioning } = input;
  return (
    partitioning.kind === 'forward' &&
    producer.chaining !== 'never' &&
    node.chaining === 'always' &&
    producer.parallelism === node.parallelism &&
    producer.maxParallelism === node.maxParallelism &&
    producer.slotSharingGroup === node.slotSharingGroup
  );
}

/** `Source: text -> flat-map -> (print, map -> Sink: text)`, as Flink names chains. */
export function chainName(chain: Chain): string {
  const [head] = chain;
  return head === undefined ? '' : nameFrom(head, chain);
}

function nameFrom(node: StreamNode, chain: Chain): string {
  const consumers = chain
    .filter((next) => next.inputs[0]?.producer === node)
    .map((next) => nameFrom(next, chain));
  if (consumers.length === 0) return node.name;
  return `${node.name} -> ${consumers.length === 1 ? consumers[0] : `(${consumers.join(', ')})`}`;
}
