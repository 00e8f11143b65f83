/** One channel as people see it (`rivulet channels`), read from the words its ring carries.
 *  The names are those of the control plane's ChannelReport; the shape is repeated here because the data plane may not
 *  import the control plane. */
import type { ResultPartitionId } from '../../base/index.ts';
import { readRingFigures } from '../ring/index.ts';

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
};

export type ObservedChannel = {
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  readonly taskName: string;
  readonly kind: 'local' | 'remote';
  readonly ring: SharedArrayBuffer;
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
  };
}
