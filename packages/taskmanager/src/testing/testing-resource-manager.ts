/** A ResourceManager as a real endpoint that a test steers: what it answers, and what it was told. For tests only.
 *  Source: the idea of Flink's TestingResourceManagerGateway. */
import {
  type AllocationId,
  asId,
  type FencingToken,
  type RegistrationId,
  type ResourceId,
} from '@rivulet/runtime/base';
import {
  FencedRpcEndpoint,
  type GatewayImplementation,
  RESOURCE_MANAGER_GATEWAY,
  type ResourceManagerGateway,
  type RpcService,
  type SlotReport,
  type TaskExecutorRegistration,
  type TaskExecutorRegistrationResponse,
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
