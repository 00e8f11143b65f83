/** The peers of a TaskExecutor as real endpoints that a test steers: what they answer, and what they were told.
 *  For tests only. Source: the idea of Flink's Testing*Gateway builders. */
import {
  type AllocationId,
  asId,
  type FencingToken,
  type RegistrationId,
  type ResourceId,
} from '@rivulet/runtime/base';
import {
  type ExecutionGraphInfo,
  FencedRpcEndpoint,
  type GatewayImplementation,
  JOB_MASTER_GATEWAY,
  type JobMasterGateway,
  RESOURCE_MANAGER_GATEWAY,
  type ResourceManagerGateway,
  type RpcService,
  type SlotOffer,
  type SlotReport,
  type TaskExecutionState,
  type TaskExecutorRegistration,
  type TaskExecutorRegistrationResponse,
  type TaskManagerRegistrationResponse,
  type TaskMetricsReport,
} from '@rivulet/runtime/rpc';

export class TestingResourceManager
  extends FencedRpcEndpoint<ResourceManagerGateway>
  implements GatewayImplementation<ResourceManagerGateway>
{
  readonly registrations: TaskExecutorRegistration[] = [];
  readonly reports: SlotReport[] = [];
  readonly heartbeats: SlotReport[] = [];
  /** `<slot>:<allocation>` */
  readonly available: string[] = [];
  readonly disconnected: string[] = [];
  answer: () => TaskExecutorRegistrationResponse = () => ({
    kind: 'success',
    registrationId: asId<RegistrationId>(`registration-${this.registrations.length}`),
    resourceManagerResourceId: asId<ResourceId>('rm'),
  });

  constructor(service: RpcService, fencingToken: string = 'rm-leader') {
    super(service, {
      name: 'resourcemanager',
      gateway: RESOURCE_MANAGER_GATEWAY,
      fencingToken: asId<FencingToken>(fencingToken),
    });
  }

  registerTaskExecutor(registration: TaskExecutorRegistration): TaskExecutorRegistrationResponse {
    this.registrations.push(registration);
    return this.answer();
  }

  sendSlotReport(_: ResourceId, __: RegistrationId, report: SlotReport): void {
    this.reports.push(report);
  }

  heartbeatFromTaskManager(_: ResourceId, report: SlotReport): void {
    this.heartbeats.push(report);
  }

  notifySlotAvailable(_: RegistrationId, slotIndex: number, allocationId: AllocationId): void {
    this.available.push(`${slotIndex}:${allocationId}`);
  }

  disconnectTaskManager(_: ResourceId, reason: string): void {
    this.disconnected.push(reason);
  }

  registerJobMaster(): { kind: 'refused'; reason: string } {
    return { kind: 'refused', reason: 'not in this test' };
  }

  declareRequiredResources(): void {}
  heartbeatFromJobManager(): void {}
  disconnectJobManager(): void {}

  requestTaskManagerInfo(): [] {
    return [];
  }

  requestResourceOverview(): { taskManagerCount: number; slotCountTotal: number; slotCountFree: number } {
    return { taskManagerCount: 0, slotCountTotal: 0, slotCountFree: 0 };
  }
}

export class TestingJobMaster
  extends FencedRpcEndpoint<JobMasterGateway>
  implements GatewayImplementation<JobMasterGateway>
{
  readonly registered: ResourceId[] = [];
  readonly offers: (readonly AllocationId[])[] = [];
  readonly states: TaskExecutionState[] = [];
  readonly heartbeats: TaskMetricsReport[] = [];
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
