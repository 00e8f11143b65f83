/** Barriers at a task: what they stop, when the checkpoint is taken, and how long they took. */
export type {
  BarrierClock,
  BarrierHandler,
  BarrierHandlerParts,
  CheckpointableInput,
  CheckpointableTask,
  CheckpointDeclineReason,
  CheckpointMetrics,
} from './barrier-handler.ts';
export { CheckpointBarrierTracker } from './checkpoint-barrier-tracker.ts';
export {
  SingleCheckpointBarrierHandler,
  type SingleBarrierHandlerParts,
} from './single-checkpoint-barrier-handler.ts';
