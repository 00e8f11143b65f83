/** What a TaskManager tells about its tasks: state changes as they happen, figures with the heartbeat.
 *  Names of figures are Flink's. */
import type { ExecutionAttemptId, ResultPartitionId, StreamErrorJson } from '../../base/index.ts';
import type { ExecutionState, FlowControl } from '../../graph/index.ts';

/** By Flink's name, without the scope: `numRecordsInPerSecond`, `buffers.outPoolUsage`. */
export type Metrics = Readonly<Record<string, number | boolean>>;

/** Counters of one attempt; they only grow. */
export type TaskIoMetrics = {
  readonly numRecordsIn: number;
  readonly numRecordsOut: number;
  readonly numBytesIn: number;
  readonly numBytesOut: number;
  readonly numBuffersIn: number;
  readonly numBuffersOut: number;
  readonly idleTimeMs: number;
  readonly backPressuredTimeMs: number;
  readonly busyTimeMs: number;
};

export const NO_TASK_IO: TaskIoMetrics = {
  numRecordsIn: 0,
  numRecordsOut: 0,
  numBytesIn: 0,
  numBytesOut: 0,
  numBuffersIn: 0,
  numBuffersOut: 0,
  idleTimeMs: 0,
  backPressuredTimeMs: 0,
  busyTimeMs: 0,
};

export type TaskExecutionState = {
  readonly attemptId: ExecutionAttemptId;
  readonly state: ExecutionState;
  readonly error?: StreamErrorJson;
  readonly io: TaskIoMetrics;
};

export type TaskMetricsReport = readonly {
  readonly attemptId: ExecutionAttemptId;
  readonly io: TaskIoMetrics;
  readonly metrics: Metrics;
}[];

/** One logical channel, seen from its consumer. A local channel has no credit: its ring is the bound. */
export type ChannelReport = {
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  readonly consumerTaskName: string;
  readonly kind: 'local' | 'remote';
  readonly buffersReceived: number;
  readonly bytesReceived: number;
  /** Credits announced to the producer, the initial ones included. */
  readonly creditsAnnounced: number;
  /** AddCredit messages sent; fewer than credits, since they are coalesced. */
  readonly creditMessages: number;
  readonly backlog: number;
  readonly unannouncedCredit: number;
  readonly exclusiveBuffers: number;
  readonly floatingBuffers: number;
  readonly queuedBuffers: number;
  readonly flowControl: FlowControl;
  /** Data buffers that have come over the network: queued, being read, or read. */
  readonly buffersArrived: number;
  /** Messages that wait on the shared connection for a buffer; always 0 with credits. */
  readonly stagedMessages: number;
};

/** The producing end of a channel, where it is read over the network. */
export type SubpartitionReport = {
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  /** Data buffers it may still send; absent without credits. */
  readonly credit?: number;
  /** Data buffers given to the connection. */
  readonly buffersSent: number;
  readonly queuedBuffers: number;
};

/** Both ends of a channel; of a local one there is but one. */
export type JoinedChannelReport = ChannelReport & {
  readonly taskManagerId: string;
  /** Absent when the producer has ended, or cannot be asked. */
  readonly producer?: SubpartitionReport;
  /** Data buffers sent and not yet arrived: in the sockets, in the kernel, or staged. */
  readonly inFlightBuffers?: number;
};

export type ActorReport = {
  readonly path: string;
  readonly uid: number;
  readonly state: string;
  readonly mailboxDepth: number;
  readonly processed: number;
};
