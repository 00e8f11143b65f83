/** Public names of `runtime/actor/shutdown`: taking a process down in order. */
export {
  CoordinatedShutdown,
  type ShutdownFailure,
  type ShutdownReport,
  type ShutdownTask,
} from './coordinated-shutdown.ts';
export {
  longestShutdownMs,
  SHUTDOWN_PHASES,
  type ShutdownPhase,
  type ShutdownPhaseName,
} from './shutdown-phases.ts';
