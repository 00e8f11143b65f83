/** One channel as people see it (`rivulet channels`), read from the words its rings carry: the consumer's, and if it is
 *  remote the producer's, which is in another TaskManager and is reported there.
 *  The names are those of the control plane's ChannelReport; the shape is repeated here because the data plane may not
 *  import the control plane. */
import type { ResultPartitionId } from '../../base/index.ts';
import type { FlowControl } from '../../graph/index.ts';
import { NO_CREDIT_COUNTED, readRingFigures } from '../ring/index.ts';

export type ChannelFigures = {
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  readonly consumerTaskName: string;
  readonly kind: 'local' | 'remote';
  readonly buffersReceived: number;
  readonly bytesReceived: number;
  readonly creditsAnnounced: number;
  readonly creditMessages: number;
  readonly backlog: number;
  readonly unannouncedCredit: number;
  /** Exclusive buffers that hold data now: queued or being read. */
  readonly exclusiveBuffers: number;
  /** Floating buffers the gate has lent to this channel, free or filled. */
  readonly floatingBuffers: number;
  readonly queuedBuffers: number;
  readonly flowControl: FlowControl;
  /** Data buffers that have come over the network: queued, being read, or read. */
  readonly buffersArrived: number;
  /** Messages that wait on the shared connection for a buffer; always 0 with credits. */
  readonly stagedMessages: number;
};

/** The producing end of a remote channel. */
export type SubpartitionFigures = {
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  /** Absent without credits, and until its consumer has asked for the subpartition. */
  readonly credit?: number;
  /** Data buffers given to the connection. */
  readonly buffersSent: number;
  readonly queuedBuffers: number;
};

export type ObservedChannel = {
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  readonly taskName: string;
  readonly kind: 'local' | 'remote';
  readonly ring: SharedArrayBuffer;
  readonly flowControl: FlowControl;
};

export function figuresOf(channel: ObservedChannel): ChannelFigures {
  const { buffersRead, bytesRead, queued, shown } = readRingFigures(channel.ring);
  return {
    partitionId: channel.partitionId,
    subpartitionIndex: channel.subpartitionIndex,
    consumerTaskName: channel.taskName,
    kind: channel.kind,
    buffersReceived: buffersRead,
    bytesReceived: bytesRead,
    creditsAnnounced: shown[0] ?? 0,
    creditMessages: shown[1] ?? 0,
    // The backlog of a local channel is its queue: both ends share the ring.
    backlog: channel.kind === 'local' ? queued : (shown[2] ?? 0),
    unannouncedCredit: shown[3] ?? 0,
    exclusiveBuffers: shown[4] ?? 0,
    floatingBuffers: shown[5] ?? 0,
    queuedBuffers: queued,
    flowControl: channel.flowControl,
    buffersArrived: channel.kind === 'local' ? buffersRead + queued : (shown[7] ?? 0),
    stagedMessages: shown[6] ?? 0,
  };
}

export function figuresOfSubpartition(
  partitionId: ResultPartitionId,
  subpartitionIndex: number,
  ring: SharedArrayBuffer,
): SubpartitionFigures {
  const { queued, shownByReader } = readRingFigures(ring);
  const [creditShown = NO_CREDIT_COUNTED, buffersSent = 0] = shownByReader;
  return {
    partitionId,
    subpartitionIndex,
    ...(creditShown === NO_CREDIT_COUNTED ? {} : { credit: creditShown - 1 }),
    buffersSent,
    queuedBuffers: queued,
  };
}
