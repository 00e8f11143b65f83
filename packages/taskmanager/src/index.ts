/** Public names of `@rivulet/taskmanager`: start a TaskManager. */
export type { TaskManager } from './start-task-manager.ts';
export { startTaskManager } from './start-task-manager.ts';
export type { TaskManagerConfig } from './task-manager-config.ts';
export { DEFAULT_TASK_MANAGER_CONFIG } from './task-manager-config.ts';
