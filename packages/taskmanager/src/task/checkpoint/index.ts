/** Barriers at a task: what they stop, when the checkpoint is taken, and how long they took. */
export type { BarrierHandler, CheckpointMetrics } from './barrier-handler.ts';
export { createBarrierHandler } from './create-barrier-handler.ts';
export { GateChannels } from './gate-channels.ts';
export {
  type AcknowledgedMetrics,
  type CheckpointReport,
  SubtaskCheckpointCoordinator,
} from './subtask-checkpoint-coordinator.ts';
