/** What the REST endpoint stands on: gateways of the actors, the blob store, and a few words about the process.
 *  The endpoint itself keeps nothing: every answer is asked for when the request comes. */
import type { Clock, Logger } from '@rivulet/runtime/io';
import type {
  ActorReport,
  DispatcherGateway,
  ResourceManagerGateway,
  TaskExecutorGateway,
} from '@rivulet/runtime/rpc';
import type { ClusterInspector } from '@rivulet/runtime/actor';
import type { BlobStore } from '../blob/blob-store.ts';

export type RestSettings = {
  /** How often a dashboard should ask. */
  readonly refreshIntervalMs: number;
  readonly contentLimitBytes: number;
  readonly version: string;
  /** Shown by `/jobmanager/config`. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Whether payloads may be shown and mailboxes paused: `inspect.control`. */
  readonly inspectControl: boolean;
  /** When an ask gives up that names no other limit, and when a silent peer counts as lost: what a pause leads to. */
  readonly askTimeoutMs: number;
  readonly heartbeatTimeoutMs: number;
  /** Every request must carry it; absent: none is asked for. */
  readonly secret?: string;
};

export type RestServices = {
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly log: Logger;
  readonly dispatcher: DispatcherGateway;
  readonly resourceManager: ResourceManagerGateway;
  readonly blobs: BlobStore;
  /** Reaches into every process without asking an endpoint. */
  readonly inspector: ClusterInspector;
  readonly settings: RestSettings;
  taskExecutor(address: string): Promise<TaskExecutorGateway>;
  /** Of this process. */
  actors(): readonly ActorReport[];
  /** Begins to end the process in order; returns at once. */
  shutDown(): void;
};
