/** What a TaskManager is started with; keys of `rivulet.yaml` in the comments, defaults below.
 *  Made by main.ts from the command line, or by an embedded cluster. */
import type { NetworkAddress } from '@rivulet/runtime/io';
import { DEFAULT_ASK_TIMEOUT_MS, DEFAULT_FRAME_LIMIT_BYTES } from '@rivulet/runtime/rpc';
import type { DeploymentConfig } from './deployment/index.ts';
import { DEFAULT_TASK_EXECUTOR, type TaskExecutorSettings } from './executor/index.ts';

export type TaskManagerConfig = TaskExecutorSettings &
  DeploymentConfig & {
    /** `jobmanager.rpc.address`, `jobmanager.rpc.port`; not used within an embedded cluster. */
    readonly jobManager: NetworkAddress;
    /** `taskmanager.host`, `taskmanager.rpc.port`; not used within an embedded cluster. */
    readonly rpc: NetworkAddress;
    /** `rpc.ask.timeout` */
    readonly askTimeoutMs: number;
    /** `rpc.framesize` */
    readonly frameLimitBytes: number;
    /** Shown to people; the operating system's figures where they are known. */
    readonly cpuCores: number;
    readonly physicalMemoryBytes: number;
  };

export const DEFAULT_TASK_MANAGER_CONFIG: Omit<TaskManagerConfig, 'directory'> = {
  ...DEFAULT_TASK_EXECUTOR,
  jobManager: { host: '127.0.0.1', port: 6_123 },
  rpc: { host: '127.0.0.1', port: 0 },
  data: { host: '127.0.0.1', port: 0 },
  segmentSizeBytes: 32_768,
  networkMemoryBytes: 67_108_864,
  taskThreads: 'per-task',
  askTimeoutMs: DEFAULT_ASK_TIMEOUT_MS,
  frameLimitBytes: DEFAULT_FRAME_LIMIT_BYTES,
  cpuCores: 1,
  physicalMemoryBytes: 0,
};
