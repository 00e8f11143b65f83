/** What others may ask of a TaskManager. Not fenced: `jobMasterId` and `resourceManagerId` are checked by hand,
 *  since one TaskManager serves many JobMasters. Source: Flink's TaskExecutorGateway (a subset, same names). */
import type { AllocationId, ExecutionAttemptId, FencingToken, JobId, ResourceId } from '../../base/index.ts';
import { defineGateway, type GatewayDescriptor } from '../gateway-descriptor.ts';
import type { CheckpointOptions } from './checkpoint-messages.ts';
import type { AllocatedSlotReport } from './slot-messages.ts';
import type { TaskDeploymentDescriptor } from './task-deployment.ts';
import type { ThreadReport } from '../facts/index.ts';
import type { ActorReport, ChannelReport, Metrics, SubpartitionReport } from './task-reports.ts';

export type SlotRequest = {
  readonly slotIndex: number;
  readonly jobId: JobId;
  readonly allocationId: AllocationId;
  /** The JobMaster the slot is for: where to register and offer. */
  readonly targetAddress: string;
  readonly resourceManagerId: FencingToken;
};

export type TaskExecutorGateway = {
  /** @throws SLOT_ALLOCATION_FAILED when the slot is taken or the ResourceManager is not the one connected */
  requestSlot(request: SlotRequest): Promise<void>;
  /** @throws TASK_SUBMISSION_FAILED when the slot is not the job's or the JobMaster is not the connected one */
  submitTask(descriptor: TaskDeploymentDescriptor, jobMasterId: FencingToken): Promise<void>;
  cancelTask(attemptId: ExecutionAttemptId): Promise<void>;
  /** The task sends the checkpoint's barrier; it acknowledges or declines later. @throws TASK_NOT_FOUND */
  triggerCheckpoint(
    attemptId: ExecutionAttemptId,
    checkpointId: number,
    timestampMs: number,
    options: CheckpointOptions,
  ): Promise<void>;
  freeSlot(allocationId: AllocationId, reason: string): Promise<void>;
  heartbeatFromJobManager(resourceId: ResourceId, report: AllocatedSlotReport): Promise<void>;
  heartbeatFromResourceManager(resourceId: ResourceId): Promise<void>;
  disconnectJobManager(jobId: JobId, reason: string): void;
  disconnectResourceManager(reason: string): void;
  requestThreads(): Promise<readonly ThreadReport[]>;
  requestActors(): Promise<readonly ActorReport[]>;
  /** Of the TaskManager itself: its network memory. */
  requestMetrics(): Promise<Metrics>;
  /** Live channels and those of recently ended tasks. */
  requestChannels(jobId: JobId): Promise<readonly ChannelReport[]>;
  /** The other ends: what running tasks produce here. */
  requestSubpartitions(jobId: JobId): Promise<readonly SubpartitionReport[]>;
};

export const TASK_EXECUTOR_GATEWAY: GatewayDescriptor<TaskExecutorGateway> = defineGateway(
  'TaskExecutorGateway',
  {
    requestSlot: 'ask',
    submitTask: 'ask',
    cancelTask: 'ask',
    triggerCheckpoint: 'ask',
    freeSlot: 'ask',
    heartbeatFromJobManager: 'ask',
    heartbeatFromResourceManager: 'ask',
    disconnectJobManager: 'tell',
    disconnectResourceManager: 'tell',
    requestThreads: 'ask',
    requestActors: 'ask',
    requestMetrics: 'ask',
    requestChannels: 'ask',
    requestSubpartitions: 'ask',
  },
);
