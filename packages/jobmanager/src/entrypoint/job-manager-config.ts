/** What a JobManager process is started with; keys of `rivulet.yaml` in the comments, defaults below.
 *  Made by main.ts from the command line, or by an embedded cluster. */
import type { NetworkAddress } from '@rivulet/runtime/io';
import {
  DEFAULT_ASK_TIMEOUT_MS,
  DEFAULT_FRAME_LIMIT_BYTES,
  DEFAULT_HEARTBEAT,
  type HeartbeatSettings,
} from '@rivulet/runtime/rpc';
import type { LoadBalanceMode } from '../resource-manager/index.ts';

export type JobManagerConfig = {
  /** `jobmanager.rpc.address`, `jobmanager.rpc.port`; absent: TaskManagers live in the same process. */
  readonly rpc?: NetworkAddress | undefined;
  /** `rest.address`, `rest.port`; port 0 lets the system choose; absent: no REST endpoint. */
  readonly rest?: NetworkAddress | undefined;
  /** Absolute. */
  readonly blobDirectory: string;
  /** `blob.size-limit` */
  readonly blobLimitBytes: number;
  /** `rest.server.max-content-length` */
  readonly restContentLimitBytes: number;
  /** `web.refresh-interval` */
  readonly refreshIntervalMs: number;
  /** `heartbeat.interval`, `heartbeat.timeout`, `heartbeat.rpc-failure-threshold` */
  readonly heartbeat: HeartbeatSettings;
  /** `slot.request.timeout`: how long a job waits for slots. */
  readonly slotRequestTimeoutMs: number;
  /** `resourcemanager.standalone.start-up-time`: before it is over, missing TaskManagers may still come. */
  readonly startUpTimeMs: number;
  /** `slot.idle.timeout` */
  readonly slotIdleTimeoutMs: number;
  /** `taskmanager.load-balance.mode` */
  readonly loadBalanceMode: LoadBalanceMode;
  /** `jobstore.max-capacity`: jobs kept after their end. */
  readonly finishedJobLimit: number;
  /** `rpc.ask.timeout` */
  readonly askTimeoutMs: number;
  /** `rpc.framesize` */
  readonly frameLimitBytes: number;
  /** `security.secret`: needed to listen on an address that others can reach. */
  readonly secret?: string;
  /** `inspect.control`: whether payloads are shown and mailboxes paused; by default on the loopback address only. */
  readonly inspectControl?: boolean;
  /** Shown by `/jobmanager/config`. */
  readonly shown: Readonly<Record<string, string>>;
};

export const DEFAULT_JOB_MANAGER_CONFIG: Omit<JobManagerConfig, 'blobDirectory'> = {
  blobLimitBytes: 64 * 2 ** 20,
  restContentLimitBytes: 100 * 2 ** 20,
  refreshIntervalMs: 3_000,
  heartbeat: DEFAULT_HEARTBEAT,
  slotRequestTimeoutMs: 300_000,
  startUpTimeMs: 300_000,
  slotIdleTimeoutMs: 50_000,
  loadBalanceMode: 'NONE',
  finishedJobLimit: 100,
  askTimeoutMs: DEFAULT_ASK_TIMEOUT_MS,
  frameLimitBytes: DEFAULT_FRAME_LIMIT_BYTES,
  shown: {},
};
