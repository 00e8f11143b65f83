/** What a task exchanges, asked for (the plan) and given (the channels): the plan comes out of the deployment
 *  descriptor, the channels are all a task thread needs to open its partitions and gates.
 *  Path: deployment → `ShuffleEnvironment.openTaskChannels(plan)` → channels → message port → task thread, which builds
 *  `ResultPartition`s and `SingleInputGate`s. After that no message passes for a buffer, only ring entries. */
import type { JobId, ResultPartitionId, StreamErrorJson } from '../../base/index.ts';
import type { FlowControl } from '../../graph/index.ts';
import type { NetworkAddress } from '../../io/index.ts';
import type { SegmentMemoryHandle } from '../buffer/index.ts';
import type { InputGateHandle } from '../channel/index.ts';
import type { ResultPartitionHandle } from '../partition/index.ts';

export type PartitionPlan = {
  readonly partitionId: ResultPartitionId;
  readonly subpartitionCount: number;
};

export type ProducerPlan = {
  readonly partitionId: ResultPartitionId;
  readonly address: NetworkAddress;
  /** The producer runs in this TaskManager: the ring is shared, no socket is used. */
  readonly local: boolean;
  /** Instead of the gate's: a gate may read several subpartitions of one producer, a channel each (Flink's index range
   *  of subpartitions). */
  readonly subpartitionIndex?: number;
};

export type GatePlan = {
  readonly gateIndex: number;
  /** Which subpartition of each producer is read, if the producer's own plan does not say otherwise. */
  readonly subpartitionIndex: number;
  /** One channel each, in this order. */
  readonly producers: readonly ProducerPlan[];
  /** Buffers of each remote channel's own, and so its producer's first credit; absent: what is
   *  configured. With 0 an idle channel costs
   *  nothing, and its producer has to announce what waits before anything is sent. */
  readonly exclusiveBuffersPerChannel?: number;
  /** Gates of different groups read over different connections (Flink 1.4 had one per result); absent: all share the
   *  one connection to each TaskManager. */
  readonly connectionGroup?: string;
};

export type TaskChannelsPlan = {
  readonly jobId: JobId;
  /** Owner of the channels in reports and errors: `flat-map -> count (1/2)#0`. */
  readonly taskName: string;
  readonly partitions: readonly PartitionPlan[];
  readonly gates: readonly GatePlan[];
  readonly flowControl: FlowControl;
};

/** Structured-clonable. */
export type TaskChannels = {
  /** Names this set of channels when it is closed again, and in failures. */
  readonly id: number;
  readonly taskName: string;
  readonly memory: SegmentMemoryHandle;
  readonly partitions: readonly ResultPartitionHandle[];
  readonly gates: readonly InputGateHandle[];
};

export type ChannelFailure = {
  readonly channelsId: number;
  readonly taskName: string;
  readonly gateIndex: number;
  readonly channelIndex: number;
  readonly error: StreamErrorJson;
};

/** A producer's TaskManager does not know the partition. Whoever is told asks for the producer's state, and then either
 *  has the partition requested again, once, or fails the task. */
export type MissingPartition = {
  readonly channelsId: number;
  readonly partitionId: ResultPartitionId;
  readonly error: StreamErrorJson;
  readonly requestAgain: () => void;
};

/** How a task ended, as far as its channels are concerned. */
export type ChannelsOutcome =
  /** Its output was written to the end and stays until it is read. */
  | { readonly kind: 'finished' }
  /** Its output is of no use: whoever reads it is told `reason`. */
  | { readonly kind: 'failed'; readonly reason: string };
