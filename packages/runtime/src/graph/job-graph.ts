/** The compiled job as data: vertices (operator chains) joined by data sets. Made by `api/plan`, read by everybody.
 *  JSON and versioned; no functions: an operator is an opaque spec with a stable id, and a task finds the user's
 *  function by that id after running the job's build function again.
 *  Source: Flink's JobGraph (JobVertex, IntermediateDataSet, JobEdge). */
import type { IntermediateDataSetId, JobVertexId } from '../base/index.ts';

export const JOB_GRAPH_VERSION = 2;

export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One operator of a chain. The JobManager never looks inside `kind` and `params`. */
export type OperatorSpec = {
  /** Stable over runs of the same program; names the user's functions too. */
  readonly id: string;
  readonly name: string;
  /** Which operator the task builds: `source-collection`, `map`, `reduce`, `sink-print`, … */
  readonly kind: string;
  readonly params: JsonValue;
  /** The operator of the same chain that feeds this one; absent for the chain's head. */
  readonly inputOperatorId?: string;
  /** Which side output of that operator it reads; absent for the main output. */
  readonly inputTag?: string;
};

/** How records of one edge find their subtask; the names are Flink's. */
export type Partitioning =
  | {
      readonly kind: 'forward' | 'rebalance' | 'rescale' | 'shuffle' | 'broadcast' | 'global';
    }
  /** Records go to the subtask that owns the key's group; `keySelectorId` names the user's selector. */
  | { readonly kind: 'hash'; readonly keySelectorId: string }
  /** Records go where the user's partitioner says; `partitionerId` names it and its key selector. */
  | { readonly kind: 'custom'; readonly partitionerId: string };

export const PARTITIONING_KINDS: readonly Partitioning['kind'][] = [
  'forward',
  'rebalance',
  'rescale',
  'shuffle',
  'broadcast',
  'global',
  'hash',
  'custom',
];

/** The output of one operator towards one consuming vertex (Flink's IntermediateDataSet with its JobEdge). */
export type IntermediateDataSet = {
  readonly id: IntermediateDataSetId;
  readonly producerVertexId: JobVertexId;
  readonly producerOperatorId: string;
  /** Which side output of the producer; absent for the main output. */
  readonly producerTag?: string;
  readonly consumerVertexId: JobVertexId;
  /** Which input of the consuming chain's head: 0, or 1 for the second of two connected streams. Several data sets of
   *  one input are a union. */
  readonly inputIndex: number;
  readonly partitioning: Partitioning;
};

export type JobVertex = {
  readonly id: JobVertexId;
  /** `Source: text -> flat-map`, as Flink names chains. */
  readonly name: string;
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly slotSharingGroup: string;
  /** In the order of data flow; the first is the head. */
  readonly chain: readonly OperatorSpec[];
  /** Data sets read, one input gate each, ordered by `inputIndex`. */
  readonly inputs: readonly IntermediateDataSetId[];
  /** Data sets written, one result partition each. */
  readonly outputs: readonly IntermediateDataSetId[];
};

export type JobGraph = {
  readonly version: typeof JOB_GRAPH_VERSION;
  readonly name: string;
  /** Hash of structure and operator ids; a task whose own build gives another one stops with an error. */
  readonly fingerprint: string;
  /** Topologically sorted: producers before consumers. */
  readonly vertices: readonly JobVertex[];
  readonly dataSets: readonly IntermediateDataSet[];
};

/** Forward and rescale join each subtask to few others (edge-ends.ts); all others join all to all. */
export function isPointwise(partitioning: Partitioning): boolean {
  return partitioning.kind === 'forward' || partitioning.kind === 'rescale';
}
