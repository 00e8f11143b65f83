/** Public names of `client/rest`: the connection to a JobManager and what it answers. */
export type {
  JobDetails,
  JobExecutionResult,
  JobFailureCause,
  JobIoMetrics,
  JobOverview,
  JobVertexDetails,
  JobVertexSubtasks,
} from './job-responses.ts';
export type {
  ClusterActors,
  ClusterChannel,
  ClusterOverview,
  ClusterTaskManager,
} from './cluster-responses.ts';
export { remoteError } from './remote-error.ts';
export { RestConnection, type RestOptions } from './rest-connection.ts';
