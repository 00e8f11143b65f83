/** Metrics of a job and of the JobManager under Flink's names, from what their endpoints tell. Pure mapping. */
import { isTerminalJobStatus } from '@rivulet/runtime/graph';
import type { ExecutionGraphInfo, JobListEntry, Metrics, ResourceOverview } from '@rivulet/runtime/rpc';

export function jobMetrics(
  { status, statusTimestamps, checkpoints }: ExecutionGraphInfo,
  nowMs: number,
): Metrics {
  const runningSinceMs = statusTimestamps.RUNNING;
  const uptime = status === 'RUNNING' && runningSinceMs !== undefined ? nowMs - runningSinceMs : -1;
  const withStatus = (wanted: string): number => checkpoints.filter((each) => each.status === wanted).length;
  const lastCompleted = checkpoints.find((each) => each.status === 'COMPLETED');
  const acks = lastCompleted?.subtasks.map(({ acknowledged }) => acknowledged?.atMs ?? -1) ?? [];
  return {
    uptime,
    runningTime: Math.max(0, uptime),
    numRestarts: 0,
    fullRestarts: 0,
    totalNumberOfCheckpoints: checkpoints[0]?.checkpointId ?? 0,
    numberOfInProgressCheckpoints: withStatus('IN_PROGRESS'),
    numberOfCompletedCheckpoints: withStatus('COMPLETED'),
    numberOfFailedCheckpoints: withStatus('FAILED'),
    lastCheckpointDuration:
      lastCompleted === undefined ? -1 : Math.max(...acks) - lastCompleted.triggeredAtMs,
    lastCheckpointSize: lastCompleted === undefined ? -1 : 0,
  };
}

export function jobManagerMetrics(jobs: readonly JobListEntry[], resources: ResourceOverview): Metrics {
  return {
    numRegisteredTaskManagers: resources.taskManagerCount,
    numRunningJobs: jobs.filter(({ status }) => !isTerminalJobStatus(status)).length,
    taskSlotsTotal: resources.slotCountTotal,
    taskSlotsAvailable: resources.slotCountFree,
  };
}
