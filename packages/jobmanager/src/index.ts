/** Public names of `@rivulet/jobmanager`: start a JobManager; check a job graph before it is submitted. */
export { readJobSubmission } from './dispatcher/index.ts';
export {
  DEFAULT_JOB_MANAGER_CONFIG,
  type JobManager,
  type JobManagerConfig,
  startJobManager,
} from './entrypoint/index.ts';
export { slotShortageOf } from './scheduler/index.ts';
export type {
  ClusterSlot,
  ClusterSlots,
  ClusterThread,
  ClusterThreads,
  EngineThread,
  EngineThreadKind,
  SlotDisagreement,
  ThreadsOfProcess,
} from './rest/index.ts';
