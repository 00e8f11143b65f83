/** Public names of `entrypoint`: a JobManager process as one value. */
export { DEFAULT_JOB_MANAGER_CONFIG, type JobManagerConfig } from './job-manager-config.ts';
export { type JobManager, startJobManager } from './start-job-manager.ts';
