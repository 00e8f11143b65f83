/** The answers to a registration: a TaskManager or JobMaster at the ResourceManager, a TaskManager at a JobMaster.
 *  Retried by `retrying-registration.ts`: a failure pauses longer than a refusal is repeated.
 *  Source: Flink's RegistrationResponse. */
import type { RegistrationId, ResourceId } from '../../base/index.ts';
import type { NetworkAddress } from '../../io/index.ts';

export type RegistrationRefused = { readonly kind: 'refused'; readonly reason: string };

export type TaskExecutorRegistration = {
  readonly taskExecutorAddress: string;
  readonly resourceId: ResourceId;
  readonly dataAddress: NetworkAddress;
  readonly slotCount: number;
  readonly cpuCores: number;
  readonly physicalMemoryBytes: number;
  readonly networkMemoryBytes: number;
};

export type TaskExecutorRegistrationResponse =
  | {
      readonly kind: 'success';
      readonly registrationId: RegistrationId;
      readonly resourceManagerResourceId: ResourceId;
      /** Where blobs are fetched: the JobManager's REST address. Absent when no REST endpoint runs. */
      readonly blobServer?: NetworkAddress;
    }
  | RegistrationRefused;

export type JobMasterRegistrationResponse =
  { readonly kind: 'success'; readonly resourceManagerResourceId: ResourceId } | RegistrationRefused;

export type TaskManagerRegistrationResponse =
  { readonly kind: 'success'; readonly jobMasterResourceId: ResourceId } | RegistrationRefused;
