/** `@rivulet/client`: start a cluster in this process, or speak to one that is there; hand in jobs. */
export { ClusterClient, jobIdOf } from './cluster-client.ts';
export { Configuration, type ConfigurationSources } from './config/index.ts';
export { JobHandle, type JobResult } from './job-handle.ts';
export { type JobResources, jobResourcesOf } from './job/job-resources.ts';
export { MiniCluster, type MiniClusterOptions, type SubmitOptions } from './mini-cluster.ts';
export type {
  CheckpointDetails,
  ClusterChannel,
  ClusterOverview,
  JobDetails,
  JobOverview,
  JobVertexDetails,
} from './rest/index.ts';
