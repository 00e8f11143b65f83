/** The identifiers of both planes, branded so that one is never passed for another.
 *  Values follow Flink: 32 hex digits for ids, `<attempt graph>_<vertex>_<subtask>_<attempt>` for attempts.
 *  They are made by the `Ids` door (io/ids.ts), never here: this file only names and combines them. */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type JobId = Branded<'JobId'>;
/** Stable across runs of the same program: derived from the position (or `uid`) of the chain's head. */
export type JobVertexId = Branded<'JobVertexId'>;
export type IntermediateDataSetId = Branded<'IntermediateDataSetId'>;
/** One attempt of one subtask; see `executionAttemptId`. */
export type ExecutionAttemptId = Branded<'ExecutionAttemptId'>;
/** One subtask's output of one data set, by one attempt: a restarted producer has a new partition id. */
export type ResultPartitionId = Branded<'ResultPartitionId'>;
/** A process: one JobManager or TaskManager incarnation. */
export type ResourceId = Branded<'ResourceId'>;
/** A slot given to a job; made by the ResourceManager, the key everywhere afterwards. */
export type AllocationId = Branded<'AllocationId'>;
/** The registration of one TaskManager at the ResourceManager (Flink's InstanceID). */
export type RegistrationId = Branded<'RegistrationId'>;
/** A leader's session, used as fencing token of Dispatcher, ResourceManager and JobMaster. */
export type FencingToken = Branded<'FencingToken'>;
/** The content hash of a job bundle in the blob store. */
export type BlobKey = Branded<'BlobKey'>;

/** Brands a string that came over a wire or out of the `Ids` door. */
export function asId<Id extends Branded<string>>(value: string): Id {
  return value as Id;
}

export function executionAttemptId(
  graphId: string,
  vertexId: JobVertexId,
  subtaskIndex: number,
  attemptNumber: number,
): ExecutionAttemptId {
  return `${graphId}_${vertexId}_${subtaskIndex}_${attemptNumber}` as ExecutionAttemptId;
}

export function resultPartitionId(
  dataSetId: IntermediateDataSetId,
  subtaskIndex: number,
  producer: ExecutionAttemptId,
): ResultPartitionId {
  return `${dataSetId}#${subtaskIndex}@${producer}` as ResultPartitionId;
}
