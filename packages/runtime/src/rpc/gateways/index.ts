/** The vocabulary of the control plane: every message that crosses processes, by gateway. */
export * from './checkpoint-messages.ts';
export * from './dispatcher-gateway.ts';
export * from './execution-graph-info.ts';
export * from './job-master-gateway.ts';
export * from './registration.ts';
export * from './resource-manager-gateway.ts';
export * from './slot-messages.ts';
export * from './task-deployment.ts';
export * from './task-executor-gateway.ts';
export * from './task-reports.ts';
