/** Names of `taskmanager/deployment`: the bridge from a control message to a running task. */
export { JobModules } from './job-modules.ts';
export type {
  DeployedTask,
  DeployedTaskListener,
  DeploymentRequest,
  ReportedTaskState,
  TaskDeployer,
} from './task-deployer.ts';
export type { TaskThreadStrategy } from './task-threads.ts';
export { TaskThreads } from './task-threads.ts';
export { ThreadTaskDeployer } from './thread-task-deployer.ts';
