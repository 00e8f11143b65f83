/** What others may ask of a JobMaster. Fenced by its JobMasterId.
 *  Source: Flink's JobMasterGateway (a subset, same names). */
import type {
  AllocationId,
  ExecutionAttemptId,
  JobId,
  ResourceId,
  ResultPartitionId,
} from '../../base/index.ts';
import type { ExecutionState, JobStatus } from '../../graph/index.ts';
import { defineGateway, type GatewayDescriptor } from '../gateway-descriptor.ts';
import type { NetworkAddress } from '../../io/index.ts';
import type { CheckpointInfo, CheckpointMetrics, CheckpointOptions } from './checkpoint-messages.ts';
import type { ExecutionGraphInfo } from './execution-graph-info.ts';
import type { TaskManagerRegistrationResponse } from './registration.ts';
import type { SlotOffer } from './slot-messages.ts';
import type { TaskExecutionState, TaskMetricsReport } from './task-reports.ts';

export type TaskManagerRegistration = {
  readonly taskExecutorAddress: string;
  readonly resourceId: ResourceId;
  readonly dataAddress: NetworkAddress;
};

export type JobMasterGateway = {
  registerTaskManager(
    jobId: JobId,
    registration: TaskManagerRegistration,
  ): Promise<TaskManagerRegistrationResponse>;
  /** Answers the accepted subset; offering an accepted slot again is accepted again. */
  offerSlots(resourceId: ResourceId, offers: readonly SlotOffer[]): Promise<readonly AllocationId[]>;
  failSlot(resourceId: ResourceId, allocationId: AllocationId, reason: string): void;
  updateTaskExecutionState(state: TaskExecutionState): Promise<void>;
  /** The state of a partition's producer: a consumer that found no partition asks whether to wait. */
  requestPartitionState(partitionId: ResultPartitionId): Promise<ExecutionState>;
  acknowledgeCheckpoint(
    attemptId: ExecutionAttemptId,
    checkpointId: number,
    metrics: CheckpointMetrics,
  ): void;
  declineCheckpoint(attemptId: ExecutionAttemptId, checkpointId: number, reason: string): void;
  /** @throws CHECKPOINT_NOT_TRIGGERED when a task does not run, or another checkpoint is under way */
  triggerCheckpoint(options: CheckpointOptions): Promise<CheckpointInfo>;
  heartbeatFromTaskManager(resourceId: ResourceId, metrics: TaskMetricsReport): Promise<void>;
  heartbeatFromResourceManager(resourceId: ResourceId): Promise<void>;
  disconnectTaskManager(resourceId: ResourceId, reason: string): void;
  disconnectResourceManager(reason: string): void;
  notifyNotEnoughResourcesAvailable(slotCountTotal: number, slotCountAcquired: number): void;
  requestJobStatus(): Promise<JobStatus>;
  requestJob(): Promise<ExecutionGraphInfo>;
  cancel(): Promise<void>;
};

export const JOB_MASTER_GATEWAY: GatewayDescriptor<JobMasterGateway> = defineGateway('JobMasterGateway', {
  registerTaskManager: 'ask',
  offerSlots: 'ask',
  failSlot: 'tell',
  updateTaskExecutionState: 'ask',
  requestPartitionState: 'ask',
  acknowledgeCheckpoint: 'tell',
  declineCheckpoint: 'tell',
  triggerCheckpoint: 'ask',
  heartbeatFromTaskManager: 'ask',
  heartbeatFromResourceManager: 'ask',
  disconnectTaskManager: 'tell',
  disconnectResourceManager: 'tell',
  notifyNotEnoughResourcesAvailable: 'tell',
  requestJobStatus: 'ask',
  requestJob: 'ask',
  cancel: 'ask',
});
