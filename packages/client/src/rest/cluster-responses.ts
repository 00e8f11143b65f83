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
