/** What the main thread and the network thread tell each other. Control only: a handful of messages per task.
 *  All of it is structured-clonable; shared buffers are shared, not copied. */
import type { ResultPartitionId, StreamErrorJson } from '../../base/index.ts';
import type { NetworkAddress } from '../../io/index.ts';
import type { SegmentMemoryHandle } from '../buffer/index.ts';
import type { RemoteGatePlan } from '../channel/index.ts';
import type { TaskEvent } from '../event/index.ts';

/** What a barrier of a checkpoint overtook in a subpartition before it left for a remote consumer. */
export type InFlightOutput = {
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  readonly checkpointId: number;
  /** Bytes of records, in order; none when the barrier left in its turn. */
  readonly slices: readonly Uint8Array[];
};

/** Given to the thread when it is spawned. */
export type NetworkThreadData = {
  readonly memory: SegmentMemoryHandle;
  /** The thread's slot in the doorbell table. */
  readonly thread: number;
  readonly listenAddress: NetworkAddress;
  readonly partitionRequestTimeoutMs: number;
  readonly sendWindow: number;
  readonly secret: string | undefined;
  readonly reuseConnections: boolean;
};

export type ToNetworkThread =
  | {
      readonly type: 'registerPartition';
      readonly partitionId: ResultPartitionId;
      readonly rings: readonly SharedArrayBuffer[];
    }
  /** `error` is for consumers that still read; absent when everything has been read. */
  | {
      readonly type: 'releasePartition';
      readonly partitionId: ResultPartitionId;
      readonly error?: StreamErrorJson;
    }
  | { readonly type: 'openGate'; readonly plan: RemoteGatePlan }
  | { readonly type: 'releaseGate'; readonly gateKey: string }
  | { readonly type: 'requestAgain'; readonly gateKey: string; readonly channelIndex: number }
  /** Behind the gate's `openGate`. */
  | {
      readonly type: 'sendTaskEvent';
      readonly gateKey: string;
      readonly channelIndex: number;
      readonly event: TaskEvent;
    }
  | { readonly type: 'close' };

export type FromNetworkThread =
  | { readonly type: 'listening'; readonly address: NetworkAddress }
  | { readonly type: 'listenFailed'; readonly error: StreamErrorJson }
  | {
      readonly type: 'subpartitionRead';
      readonly partitionId: ResultPartitionId;
      readonly subpartitionIndex: number;
    }
  | ({ readonly type: 'inFlightOutput' } & InFlightOutput)
  | {
      readonly type: 'taskEventReceived';
      readonly partitionId: ResultPartitionId;
      readonly event: TaskEvent;
    }
  | { readonly type: 'partitionReleased'; readonly partitionId: ResultPartitionId }
  | {
      readonly type: 'channelFailed' | 'partitionMissing';
      readonly gateKey: string;
      readonly channelIndex: number;
      readonly error: StreamErrorJson;
    }
  | { readonly type: 'gateReleased'; readonly gateKey: string }
  | { readonly type: 'closed' };
