/** The compiled job as data: vertices (operator chains) joined by data sets. Made by `api/plan`, read by everybody.
 *  JSON and versioned; no functions: an operator is an opaque spec with a stable id, and a task finds the user's
 *  function by that id after running the job's build function again.
 *  Source: Flink's JobGraph (JobVertex, IntermediateDataSet, JobEdge). */
import type { IntermediateDataSetId, JobVertexId } from '../base/index.ts';

export const JOB_GRAPH_VERSION = 1;

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
};

export type Partitioning =
  | { readonly kind: 'forward' }
  | { readonly kind: 'rebalance' }
  | { readonly kind: 'broadcast' }
  /** Records go to the subtask that owns the key's group; `keySelectorId` names the user's selector. */
  | { readonly kind: 'hash'; readonly keySelectorId: string };

/** The output of one operator towards one consuming vertex (Flink's IntermediateDataSet with its JobEdge). */
export type IntermediateDataSet = {
  readonly id: IntermediateDataSetId;
  readonly producerVertexId: JobVertexId;
  readonly producerOperatorId: string;
  readonly consumerVertexId: JobVertexId;
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
  /** Data sets read, one input gate each. */
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

/** Forward joins subtask i to subtask i; all others join every subtask to every subtask. */
export function isPointwise(partitioning: Partitioning): boolean {
  return partitioning.kind === 'forward';
}
