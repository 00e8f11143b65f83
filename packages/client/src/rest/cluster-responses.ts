/** What the REST endpoint answers about the cluster: Flink's field names where Flink has the resource. */
import type { JoinedChannelReport } from '@rivulet/runtime/rpc';

export type ClusterOverview = {
  readonly taskmanagers: number;
  readonly 'slots-total': number;
  readonly 'slots-available': number;
  readonly 'jobs-running': number;
  readonly 'jobs-finished': number;
  readonly 'jobs-cancelled': number;
  readonly 'jobs-failed': number;
};

export type ClusterTaskManager = {
  readonly id: string;
  readonly path: string;
  readonly dataPort: number;
  readonly slotsNumber: number;
  readonly freeSlots: number;
};

/** Rivulet's own: one logical channel of a job. */
export type ClusterChannel = JoinedChannelReport;

/** Rivulet's own: the buffer pools of one task. A usage of 1 is a pool that is used up. */
export type ClusterTaskBuffers = {
  readonly task: string;
  readonly taskManagerId: string;
  readonly inPoolUsage: number;
  readonly inputExclusiveBuffersUsage: number;
  readonly inputFloatingBuffersUsage: number;
  readonly outPoolUsage: number;
  readonly inputQueueLength: number;
  readonly outputQueueLength: number;
};
