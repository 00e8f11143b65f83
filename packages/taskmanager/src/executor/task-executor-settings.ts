/** What can be set about a TaskExecutor, with Flink's names and defaults in the comments. */
import {
  DEFAULT_HEARTBEAT,
  DEFAULT_REGISTRATION,
  type HeartbeatSettings,
  type RegistrationSettings,
} from '@rivulet/runtime/rpc';

export type TaskExecutorSettings = {
  /** taskmanager.numberOfTaskSlots */
  readonly slotCount: number;
  /** taskmanager.slot.timeout: how long a slot waits for its JobMaster. */
  readonly slotTimeoutMs: number;
  /** taskmanager.registration.timeout: how long to be without a ResourceManager before giving up. */
  readonly registrationTimeoutMs: number;
  /** task.cancellation.timeout: how long a task may take to stop before its thread is ended. */
  readonly cancellationTimeoutMs: number;
  readonly heartbeat: HeartbeatSettings;
  readonly registration: RegistrationSettings;
};

export const DEFAULT_TASK_EXECUTOR: TaskExecutorSettings = {
  slotCount: 1,
  slotTimeoutMs: 10_000,
  registrationTimeoutMs: 300_000,
  cancellationTimeoutMs: 180_000,
  heartbeat: DEFAULT_HEARTBEAT,
  registration: DEFAULT_REGISTRATION,
};
