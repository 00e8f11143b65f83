/** Public names of `api/program`: the job module and the way from it to a job graph. */
export { type BuildOptions, type BuiltJob, buildStreamGraph } from './build-stream-graph.ts';
export {
  defineJob,
  isJobDefinition,
  type JobBuildFunction,
  type JobDefinition,
  type JobOptions,
} from './define-job.ts';
export { JobArgs } from './job-args.ts';
export { userLocationOf } from '@rivulet/operators';
