/** Public names of `taskmanager/task`: what deployment needs to start, watch and end a task on a thread. */
export type { TaskIoFigures, TaskPhase } from './task-metrics-block.ts';
export { createTaskMetricsBlock, readTaskMetrics, taskPhaseOf } from './task-metrics-block.ts';
export type { TaskInputPlan, TaskOutputPlan, TaskPlan } from './task-plan.ts';
export type { MainToTaskThread, TaskThreadData, TaskThreadToMain } from './task-thread-messages.ts';
export { TASK_THREAD_ENTRY } from './task-thread-messages.ts';
