/** Public names of `client/rest`: the connection to a JobManager and what it answers. */
export type {
  JobDetails,
  JobExecutionResult,
  JobFailureCause,
  JobIoMetrics,
  JobOverview,
  JobPlan,
  JobVertexDetails,
  JobVertexSubtasks,
} from './job-responses.ts';
export type { CheckpointDetails, CheckpointStatistics, CheckpointTask } from './checkpoint-responses.ts';
export type {
  ClusterChannel,
  ClusterOverview,
  ClusterTaskBuffers,
  ClusterTaskManager,
} from './cluster-responses.ts';
export type { ClusterActors, ClusterTrace, ClusterTraceEvent, ControlAnswer } from './cluster-actors.ts';
export { remoteError } from './remote-error.ts';
export { RestConnection, type RestOptions } from './rest-connection.ts';
