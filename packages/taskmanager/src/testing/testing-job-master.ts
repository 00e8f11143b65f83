/** A JobMaster as a real endpoint that a test steers: what it answers, and what it was told. For tests only.
 *  Source: the idea of Flink's TestingJobMasterGateway. */
import {
  type AllocationId,
  asId,
  type ExecutionAttemptId,
  type FencingToken,
  type ResourceId,
} from '@rivulet/runtime/base';
import {
  type CheckpointInfo,
  type CheckpointMetrics,
  type ExecutionGraphInfo,
  FencedRpcEndpoint,
  type GatewayImplementation,
  JOB_MASTER_GATEWAY,
  type JobMasterGateway,
  type RpcService,
  type SlotOffer,
  type TaskExecutionState,
  type TaskManagerRegistrationResponse,
  type TaskMetricsReport,
} from '@rivulet/runtime/rpc';

export class TestingJobMaster
  extends FencedRpcEndpoint<JobMasterGateway>
  implements GatewayImplementation<JobMasterGateway>
{
  readonly registered: ResourceId[] = [];
  readonly offers: (readonly AllocationId[])[] = [];
  readonly states: TaskExecutionState[] = [];
  readonly heartbeats: TaskMetricsReport[] = [];
  readonly checkpoints: string[] = [];
  readonly failedSlots: string[] = [];
  readonly disconnected: string[] = [];
  answerOffer: (
    offered: readonly AllocationId[],
  ) => readonly AllocationId[] | Promise<readonly AllocationId[]> = (offered) => offered;
  answerState: (state: TaskExecutionState) => void | Promise<void> = () => {};

  constructor(service: RpcService, fencingToken: string = 'jm-leader') {
    super(service, {
      name: 'jobmanager',
      gateway: JOB_MASTER_GATEWAY,
      fencingToken: asId<FencingToken>(fencingToken),
    });
  }

  registerTaskManager(
    _: unknown,
    { resourceId }: { resourceId: ResourceId },
  ): TaskManagerRegistrationResponse {
    this.registered.push(resourceId);
    return { kind: 'success', jobMasterResourceId: asId<ResourceId>('jm') };
  }

  offerSlots(
    _: ResourceId,
    offers: readonly SlotOffer[],
  ): readonly AllocationId[] | Promise<readonly AllocationId[]> {
    const offered = offers.map(({ allocationId }) => allocationId);
    this.offers.push(offered);
    return this.answerOffer(offered);
  }

  failSlot(_: ResourceId, allocationId: AllocationId, reason: string): void {
    this.failedSlots.push(`${allocationId}: ${reason}`);
  }

  updateTaskExecutionState(state: TaskExecutionState): void | Promise<void> {
    this.states.push(state);
    return this.answerState(state);
  }

  heartbeatFromTaskManager(_: ResourceId, metrics: TaskMetricsReport): void {
    this.heartbeats.push(metrics);
  }

  acknowledgeCheckpoint(
    attemptId: ExecutionAttemptId,
    checkpointId: number,
    { alignmentDurationNanos }: CheckpointMetrics,
  ): void {
    this.checkpoints.push(
      `${attemptId} acknowledges ${checkpointId}, aligned in ${alignmentDurationNanos} ns`,
    );
  }

  declineCheckpoint(attemptId: ExecutionAttemptId, checkpointId: number, reason: string): void {
    this.checkpoints.push(`${attemptId} declines ${checkpointId}: ${reason}`);
  }

  triggerCheckpoint(): Promise<CheckpointInfo> {
    return Promise.reject(new Error('not in this test'));
  }

  disconnectTaskManager(_: ResourceId, reason: string): void {
    this.disconnected.push(reason);
  }

  heartbeatFromResourceManager(): void {}
  disconnectResourceManager(): void {}
  notifyNotEnoughResourcesAvailable(): void {}
  cancel(): void {}

  requestPartitionState(): 'RUNNING' {
    return 'RUNNING';
  }

  requestJobStatus(): 'RUNNING' {
    return 'RUNNING';
  }

  requestJob(): Promise<ExecutionGraphInfo> {
    return Promise.reject(new Error('not in this test'));
  }
}
