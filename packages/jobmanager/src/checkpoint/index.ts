/** Checkpoints of a job: where their barriers begin, and when they have ended. */
export { CheckpointCoordinator } from './checkpoint-coordinator.ts';
