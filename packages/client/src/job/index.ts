/** Public names of `client/job`: from a job module on disk to a definition or a bundle. */
export { bundleJob, type JobBundle } from './job-bundle.ts';
export { loadJob } from './load-job.ts';
