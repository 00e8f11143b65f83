/** Whether it makes sense to wait for a partition that the producer's TaskManager does not have.
 *  Path: NET_PARTITION_NOT_FOUND → **asked of the JobMaster** → requested again, or the consumer fails.
 *  Source: Flink's RemoteChannelStateChecker. Where Flink cancels the consumer of a producer that has failed, it fails
 *  here with NET_PRODUCER_FAILED: the job fails in either case, and the log says why. */
import { type ResultPartitionId, streamError, type StreamErrorJson } from '@rivulet/runtime/base';
import type { ExecutionState } from '@rivulet/runtime/graph';
import type { MissingPartition } from '@rivulet/runtime/network';

/** `mayCome`, or the error that the consumer fails with. */
export type ProducerVerdict = 'mayCome' | StreamErrorJson;

/** Never rejects. */
export async function askForProducer(
  { partitionId, error }: Pick<MissingPartition, 'partitionId' | 'error'>,
  stateOf: (partitionId: ResultPartitionId) => Promise<ExecutionState>,
): Promise<ProducerVerdict> {
  try {
    return judge(await stateOf(partitionId), partitionId, error);
  } catch {
    // Nobody to ask: what the network said stands.
    return error;
  }
}

function judge(
  state: ExecutionState,
  partition: ResultPartitionId,
  notFound: StreamErrorJson,
): ProducerVerdict {
  switch (state) {
    case 'SCHEDULED':
    case 'DEPLOYING':
    case 'INITIALIZING':
    case 'RUNNING':
    case 'FINISHED':
      return 'mayCome';
    case 'CANCELING':
    case 'CANCELED':
    case 'FAILED':
      return streamError('NET_PRODUCER_FAILED', { partition, reason: `it is ${state}` }).toJSON();
    default:
      return notFound;
  }
}
