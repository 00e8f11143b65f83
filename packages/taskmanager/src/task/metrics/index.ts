/** A task's figures: written by its thread, read by the main thread. */
export {
  isBackPressured,
  readTaskMetrics,
  type TaskIoFigures,
  taskPhaseOf,
  taskPhaseSinceOf,
} from './read-task-metrics.ts';
export { TaskMetricGroup } from './task-metric-group.ts';
export { createTaskMetricsBlock, type TaskPhase } from './task-metrics-block.ts';
export { TaskMetrics } from './task-metrics.ts';
