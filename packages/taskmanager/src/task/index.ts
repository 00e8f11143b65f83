/** Public names of `taskmanager/task`: what deployment needs to start, watch and end a task on a thread. */
export type { AcknowledgedMetrics, CheckpointReport } from './checkpoint/index.ts';
export {
  createTaskMetricsBlock,
  jobBuildsOf,
  readTaskMetrics,
  TaskMetricGroup,
  type TaskIoFigures,
  type TaskPhase,
  taskPhaseOf,
  taskPhaseSinceOf,
  taskWaitOf,
} from './metrics/index.ts';
export type { TaskInputPlan, TaskOutputPlan, TaskPlan } from './task-plan.ts';
export type { MainToTaskThread, TaskThreadData, TaskThreadToMain } from './task-thread-messages.ts';
export { TASK_THREAD_ENTRY } from './task-thread-messages.ts';
