/** Public names of `@rivulet/jobmanager`: start a JobManager; check a job graph before it is submitted. */
export { readJobSubmission } from './dispatcher/index.ts';
export {
  type ControlPlane,
  type ControlPlaneOptions,
  DEFAULT_JOB_MANAGER_CONFIG,
  type JobManager,
  type JobManagerConfig,
  openControlPlane,
  startJobManager,
} from './entrypoint/index.ts';
export { slotShortageOf } from './scheduler/index.ts';
