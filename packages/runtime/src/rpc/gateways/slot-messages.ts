/** The vocabulary of the declarative slot protocol: who has what, who needs what, who offers what.
 *  Order: JobMaster declares totals → ResourceManager requests a slot from a TaskManager → the TaskManager offers it
 *  to the JobMaster → the JobMaster accepts. Source: Flink's ResourceRequirements, SlotReport and SlotOffer. */
import type { AllocationId, JobId } from '../../base/index.ts';

/** Always the absolute total of the job, so that sending it twice does no harm. */
export type ResourceRequirements = {
  readonly jobId: JobId;
  readonly targetAddress: string;
  readonly slotCount: number;
};

export type SlotStatus = {
  readonly slotIndex: number;
  /** Absent when the slot is free. */
  readonly allocation?: { readonly allocationId: AllocationId; readonly jobId: JobId };
};

export type SlotReport = readonly SlotStatus[];

export type SlotOffer = { readonly allocationId: AllocationId; readonly slotIndex: number };

/** What a JobMaster believes it holds on one TaskManager; carried by its heartbeat. */
export type AllocatedSlotReport = { readonly jobId: JobId; readonly slots: readonly SlotOffer[] };
