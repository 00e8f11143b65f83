/** Names of `taskmanager/executor`: the control side of a TaskManager. */
export type { TaskSlot } from './slot-table.ts';
export type { TaskExecutorOptions } from './task-executor.ts';
export { TaskExecutor } from './task-executor.ts';
export type { TaskExecutorSettings } from './task-executor-settings.ts';
export { DEFAULT_TASK_EXECUTOR } from './task-executor-settings.ts';
