/** What others may ask of the ResourceManager. Fenced by its ResourceManagerId.
 *  Source: Flink's ResourceManagerGateway (a subset, same names). */
import type { AllocationId, FencingToken, JobId, RegistrationId, ResourceId } from '../../base/index.ts';
import type { JobStatus } from '../../graph/index.ts';
import type { NetworkAddress } from '../../io/index.ts';
import { defineGateway, type GatewayDescriptor } from '../gateway-descriptor.ts';
import type {
  JobMasterRegistrationResponse,
  TaskExecutorRegistration,
  TaskExecutorRegistrationResponse,
} from './registration.ts';
import type { ResourceRequirements, SlotReport } from './slot-messages.ts';

export type TaskManagerInfo = {
  readonly resourceId: ResourceId;
  readonly taskExecutorAddress: string;
  readonly dataAddress: NetworkAddress;
  readonly lastHeartbeatMs: number;
  readonly slotCount: number;
  readonly freeSlotCount: number;
  readonly allocatedSlots: readonly { readonly slotIndex: number; readonly jobId: JobId }[];
  readonly cpuCores: number;
  readonly physicalMemoryBytes: number;
  readonly networkMemoryBytes: number;
};

export type ResourceOverview = {
  readonly taskManagerCount: number;
  readonly slotCountTotal: number;
  readonly slotCountFree: number;
};

export type ResourceManagerGateway = {
  registerTaskExecutor(registration: TaskExecutorRegistration): Promise<TaskExecutorRegistrationResponse>;
  sendSlotReport(resourceId: ResourceId, registrationId: RegistrationId, report: SlotReport): Promise<void>;
  registerJobMaster(
    jobMasterId: FencingToken,
    resourceId: ResourceId,
    jobMasterAddress: string,
    jobId: JobId,
  ): Promise<JobMasterRegistrationResponse>;
  declareRequiredResources(jobMasterId: FencingToken, requirements: ResourceRequirements): Promise<void>;
  notifySlotAvailable(registrationId: RegistrationId, slotIndex: number, allocationId: AllocationId): void;
  heartbeatFromTaskManager(resourceId: ResourceId, report: SlotReport): Promise<void>;
  heartbeatFromJobManager(resourceId: ResourceId): Promise<void>;
  disconnectTaskManager(resourceId: ResourceId, reason: string): void;
  disconnectJobManager(jobId: JobId, status: JobStatus, reason: string): void;
  requestTaskManagerInfo(): Promise<readonly TaskManagerInfo[]>;
  requestResourceOverview(): Promise<ResourceOverview>;
};

export const RESOURCE_MANAGER_GATEWAY: GatewayDescriptor<ResourceManagerGateway> = defineGateway(
  'ResourceManagerGateway',
  {
    registerTaskExecutor: 'ask',
    sendSlotReport: 'ask',
    registerJobMaster: 'ask',
    declareRequiredResources: 'ask',
    notifySlotAvailable: 'tell',
    heartbeatFromTaskManager: 'ask',
    heartbeatFromJobManager: 'ask',
    disconnectTaskManager: 'tell',
    disconnectJobManager: 'tell',
    requestTaskManagerInfo: 'ask',
    requestResourceOverview: 'ask',
  },
);
