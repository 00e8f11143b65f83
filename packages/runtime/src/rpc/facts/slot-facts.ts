/** Slots as each of the three sides believes them to be: the broker (ResourceManager), the tenant (JobMaster) and the
 *  owner (TaskExecutor). They agree but for the moments in which a message between them is on its way.
 *  Source: Flink's SlotManager, DeclarativeSlotPool and TaskSlotTable, which nothing shows side by side. */
import type { AllocationId, JobId, ResourceId } from '../../base/index.ts';
import type { ExecutionState, JobStatus, SlotGroupRequirement } from '../../graph/index.ts';

export type SlotManagerFact = {
  readonly taskManagers: readonly {
    readonly taskManagerId: ResourceId;
    readonly slots: readonly {
      readonly slotIndex: number;
      readonly state: 'FREE' | 'PENDING' | 'ALLOCATED';
      readonly allocation?: { readonly allocationId: AllocationId; readonly jobId: JobId };
    }[];
  }[];
  /** What the jobs declared, in the order in which they are served. */
  readonly requirements: readonly {
    readonly jobId: JobId;
    readonly required: number;
    readonly acquired: number;
  }[];
};

export type SlotSubtask = { readonly name: string; readonly state: ExecutionState };

export type SlotPoolFact = {
  readonly jobId: JobId;
  readonly jobName: string;
  readonly status: JobStatus;
  /** Of the JobMaster. */
  readonly address: string;
  readonly required: number;
  /** Per sharing group; together what the job asks for at its start. */
  readonly groups: readonly SlotGroupRequirement[];
  /** Set while nothing is deployed because slots are missing. Epoch milliseconds. */
  readonly waitingSinceMs?: number;
  /** After which the waiting is given up. */
  readonly slotRequestTimeoutMs: number;
  readonly slots: readonly {
    readonly taskManagerId: ResourceId;
    readonly slotIndex: number;
    readonly allocationId: AllocationId;
    readonly state: 'FREE' | 'RESERVED';
    readonly subtasks: readonly SlotSubtask[];
  }[];
};

export type SlotTableFact = {
  readonly taskManagerId: ResourceId;
  readonly slots: readonly {
    readonly slotIndex: number;
    readonly state: 'FREE' | 'ALLOCATED' | 'ACTIVE' | 'RELEASING';
    readonly allocation?: { readonly allocationId: AllocationId; readonly jobId: JobId };
    readonly tasks: readonly string[];
  }[];
};
