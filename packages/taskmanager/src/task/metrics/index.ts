/** A task's figures: written by its thread, read by the main thread. */
export {
  isBackPressured,
  jobBuildsOf,
  readTaskMetrics,
  type TaskIoFigures,
  taskPhaseOf,
  taskPhaseSinceOf,
  taskWaitOf,
} from './read-task-metrics.ts';
export { TaskMetricGroup } from './task-metric-group.ts';
export {
  countJobBuild,
  createTaskMetricsBlock,
  type TaskPhase,
  type TaskWait,
} from './task-metrics-block.ts';
export { TaskMetrics } from './task-metrics.ts';
