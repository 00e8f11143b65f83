/** One job, and its slots, as people see them: put together from what its JobMaster holds, at one moment.
 *  Path: JobMaster → **job info** → REST; the last one is kept after the job's end. */
import { type JobSubmission, slotRequirementsOf } from '@rivulet/runtime/graph';
import type { CheckpointInfo, ExecutionGraphInfo, SlotPoolFact } from '@rivulet/runtime/rpc';
import type { DefaultScheduler } from '../scheduler/index.ts';
import type { SlotPool } from '../slots/index.ts';
import type { JobLifecycle } from './job-lifecycle.ts';

export type JobParts = {
  readonly submission: JobSubmission;
  readonly lifecycle: JobLifecycle;
  readonly scheduler: DefaultScheduler;
  readonly pool: SlotPool;
  readonly checkpoints: readonly CheckpointInfo[];
};

export function jobInfo({
  submission,
  lifecycle,
  scheduler,
  pool,
  checkpoints,
}: JobParts): ExecutionGraphInfo {
  const { graph, jobId } = submission;
  const { status, timestamps, error } = lifecycle;
  const waitingForSlots = {
    required: pool.requiredCount,
    acquired: pool.slotCount,
    sinceMs: waitingSinceMs(lifecycle),
  };
  return {
    jobId,
    name: graph.name,
    status,
    statusTimestamps: timestamps,
    graph,
    vertices: scheduler.vertexInfos(),
    checkpoints,
    ...(scheduler.waitingForSlots ? { waitingForSlots } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

export function slotPoolFact(
  { submission, lifecycle, scheduler, pool }: JobParts,
  address: string,
  slotRequestTimeoutMs: number,
): SlotPoolFact {
  const { graph, jobId } = submission;
  return {
    jobId,
    jobName: graph.name,
    status: lifecycle.status,
    address,
    required: pool.requiredCount,
    groups: slotRequirementsOf(graph),
    ...(scheduler.waitingForSlots ? { waitingSinceMs: waitingSinceMs(lifecycle) } : {}),
    slotRequestTimeoutMs,
    slots: pool.slots().map(({ taskManager, slotIndex, allocationId, idleSinceMs }) => ({
      taskManagerId: taskManager.resourceId,
      slotIndex,
      allocationId,
      state: idleSinceMs === undefined ? 'RESERVED' : 'FREE',
      subtasks: scheduler
        .executionsOf(allocationId)
        .map(({ place, state }) => ({ name: place.taskName, state })),
    })),
  };
}

function waitingSinceMs({ timestamps }: JobLifecycle): number {
  return timestamps.RUNNING ?? timestamps.INITIALIZING ?? 0;
}
