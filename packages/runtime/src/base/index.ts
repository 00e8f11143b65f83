/** Public names of `runtime/base`: assertions, errors, ids, key groups, the shared secret. Imports nothing else of
 *  ours. */
export { assert, assertNever, AssertionError } from './assert.ts';
export { ERROR_CATALOGUE, type ErrorCode } from './catalogue/error-catalogue.ts';
export type { ErrorText } from './catalogue/error-text.ts';
export {
  createRecordTime,
  MAX_WATERMARK,
  MIN_WATERMARK,
  NO_TIMESTAMP,
  type RecordTime,
} from './event-time.ts';
export { type HashableKey, isHashableKey, javaKeyHash } from './key-hash.ts';
export { generateFunction, isCodeGenerationAllowed } from './generate-function.ts';
export type {
  AllocationId,
  BlobKey,
  ExecutionAttemptId,
  FencingToken,
  IntermediateDataSetId,
  JobId,
  JobVertexId,
  RegistrationId,
  ResourceId,
  ResultPartitionId,
} from './ids.ts';
export { asId, executionAttemptId, resultPartitionId } from './ids.ts';
export type { KeyGroupRange } from './key-group.ts';
export {
  defaultMaxParallelism,
  javaNumberHash,
  javaStringHash,
  keyGroupOf,
  keyGroupRangeOf,
  MAX_PARALLELISM_LIMIT,
  murmurHash,
  subtaskOfKeyGroup,
  subtaskOfKeyHash,
} from './key-group.ts';
export { lacksSecret, sameSecret } from './shared-secret.ts';
export type { ErrorDetails, Language, StreamErrorJson } from './stream-error.ts';
export { isStreamError, StreamError, streamError } from './stream-error.ts';
