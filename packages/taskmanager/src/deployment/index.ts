/** Names of `taskmanager/deployment`: the bridge from a control message to a running task. */
export type { Deployment, DeploymentConfig } from './open-deployment.ts';
export { openDeployment } from './open-deployment.ts';
export type {
  DeployedTask,
  DeployedTaskListener,
  DeploymentRequest,
  ReportedTaskState,
  TaskDeployer,
} from './task-deployer.ts';
export type { TaskThreadStrategy } from './task-threads.ts';
