/** A slot a job holds: who gave it, under which allocation. The key everywhere is the allocation id.
 *  Path: offerSlots → slot pool → shared slot → execution → submitTask. Source: Flink's AllocatedSlot. */
import type { AllocationId, ResourceId } from '@rivulet/runtime/base';
import type { NetworkAddress } from '@rivulet/runtime/io';

export type TaskManagerLocation = {
  readonly resourceId: ResourceId;
  /** Where its result partitions are read: goes into the shuffle descriptors of their consumers. */
  readonly dataAddress: NetworkAddress;
};

export type AllocatedSlot = {
  readonly allocationId: AllocationId;
  readonly slotIndex: number;
  readonly taskManager: TaskManagerLocation;
};
