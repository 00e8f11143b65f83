/** Who has slots and who needs them: matches declared totals with registered slots. Pure bookkeeping.
 *  Path: declareRequiredResources → `declare` → (50 ms later) `check` → requestSlot → `acknowledged` or `failed`.
 *  Invariant: a slot is FREE, PENDING (asked for) or ALLOCATED; a job never holds more PENDING and ALLOCATED slots
 *  than it declared when they were asked for. What a TaskManager reports wins over what is believed here.
 *  Source: Flink's FineGrainedSlotManager and DefaultSlotStatusSyncer. */
import {
  type AllocationId,
  asId,
  assert,
  type JobId,
  type RegistrationId,
  type ResourceId,
} from '@rivulet/runtime/base';
import type { Ids } from '@rivulet/runtime/io';
import type {
  ResourceOverview,
  ResourceRequirements,
  SlotManagerFact,
  SlotReport,
  SlotRequest,
} from '@rivulet/runtime/rpc';

export type SlotState = 'FREE' | 'PENDING' | 'ALLOCATED';

export type RegisteredSlot = {
  readonly slotIndex: number;
  readonly state: SlotState;
  /** Set unless the slot is free. */
  readonly allocation?: { readonly allocationId: AllocationId; readonly jobId: JobId };
};

/** NONE fills TaskManagers one after the other; SLOTS prefers the one with most free slots. */
export type LoadBalanceMode = 'NONE' | 'SLOTS';

/** A slot now PENDING: its TaskManager is to be asked. */
export type SlotToRequest = {
  readonly registrationId: RegistrationId;
  readonly request: Omit<SlotRequest, 'resourceManagerId'>;
};

export type SlotShortage = { readonly jobId: JobId; readonly missing: number; readonly acquired: number };

export type RequirementCheck = {
  readonly toRequest: readonly SlotToRequest[];
  readonly shortages: readonly SlotShortage[];
};

type TaskManagerSlots = {
  readonly registrationId: RegistrationId;
  readonly resourceId: ResourceId;
  /** By index. */
  readonly slots: RegisteredSlot[];
};

export class SlotManager {
  readonly #ids: Pick<Ids, 'hex128'>;
  readonly #mode: LoadBalanceMode;
  readonly #taskManagers = new Map<RegistrationId, TaskManagerSlots>();
  /** In the order in which the jobs first declared. */
  readonly #requirements = new Map<JobId, ResourceRequirements>();

  constructor(ids: Pick<Ids, 'hex128'>, mode: LoadBalanceMode = 'NONE') {
    this.#ids = ids;
    this.#mode = mode;
  }

  /** @returns false when the registration is known already: then the report only updates it */
  registerTaskManager(registrationId: RegistrationId, resourceId: ResourceId, report: SlotReport): boolean {
    const known = this.#taskManagers.has(registrationId);
    if (!known) this.#taskManagers.set(registrationId, { registrationId, resourceId, slots: [] });
    this.processReport(registrationId, report);
    return !known;
  }

  unregisterTaskManager(registrationId: RegistrationId): void {
    this.#taskManagers.delete(registrationId);
  }

  processReport(registrationId: RegistrationId, report: SlotReport): void {
    const slots = this.#taskManagers.get(registrationId)?.slots;
    if (slots === undefined) return;
    for (const { slotIndex, allocation } of report) {
      const believed = slots[slotIndex];
      if (allocation !== undefined) {
        slots[slotIndex] = { slotIndex, state: 'ALLOCATED', allocation };
      } else if (believed?.state !== 'PENDING') {
        // The report of a free slot may have been sent before our request reached the TaskManager.
        slots[slotIndex] = { slotIndex, state: 'FREE' };
      }
    }
  }

  /** An absolute total; zero forgets the job. */
  declare(requirements: ResourceRequirements): void {
    if (requirements.slotCount === 0) this.#requirements.delete(requirements.jobId);
    else this.#requirements.set(requirements.jobId, requirements);
  }

  clear(jobId: JobId): void {
    this.#requirements.delete(jobId);
  }

  /** Gives free slots to jobs that miss some; what is left over is a shortage. */
  check(): RequirementCheck {
    const toRequest: SlotToRequest[] = [];
    const shortages: SlotShortage[] = [];
    for (const { jobId, slotCount, targetAddress } of this.#requirements.values()) {
      let acquired = this.acquiredBy(jobId);
      while (acquired < slotCount) {
        const slot = this.#takeFreeSlot(jobId);
        if (slot === undefined) break;
        const { registrationId, slotIndex, allocationId } = slot;
        toRequest.push({ registrationId, request: { slotIndex, jobId, allocationId, targetAddress } });
        acquired++;
      }
      if (acquired < slotCount) shortages.push({ jobId, missing: slotCount - acquired, acquired });
    }
    return { toRequest, shortages };
  }

  /** The TaskManager has taken the request. */
  acknowledged(registrationId: RegistrationId, slotIndex: number, allocationId: AllocationId): void {
    this.#change(registrationId, slotIndex, allocationId, 'PENDING', 'ALLOCATED');
  }

  /** The TaskManager refused, or did not answer: the slot may be asked for again. */
  requestFailed(registrationId: RegistrationId, slotIndex: number, allocationId: AllocationId): void {
    this.#change(registrationId, slotIndex, allocationId, 'PENDING', 'FREE');
  }

  /** The TaskManager gave the slot free. A note about an earlier allocation is old news. */
  freed(registrationId: RegistrationId, slotIndex: number, allocationId: AllocationId): void {
    const slot = this.#taskManagers.get(registrationId)?.slots[slotIndex];
    if (slot?.allocation?.allocationId !== allocationId) return;
    this.#change(registrationId, slotIndex, allocationId, slot.state, 'FREE');
  }

  acquiredBy(jobId: JobId): number {
    return this.#allSlots().filter((slot) => slot.allocation?.jobId === jobId).length;
  }

  /** Slots given to the job, or asked for on its behalf. */
  allocationsOf(jobId: JobId): readonly { registrationId: RegistrationId; allocationId: AllocationId }[] {
    return [...this.#taskManagers.values()].flatMap(({ registrationId, slots }) =>
      slots.flatMap(({ allocation }) =>
        allocation?.jobId === jobId ? [{ registrationId, allocationId: allocation.allocationId }] : [],
      ),
    );
  }

  slotsOf(registrationId: RegistrationId): readonly RegisteredSlot[] {
    return this.#taskManagers.get(registrationId)?.slots ?? [];
  }

  overview(): ResourceOverview {
    const slots = this.#allSlots();
    return {
      taskManagerCount: this.#taskManagers.size,
      slotCountTotal: slots.length,
      slotCountFree: slots.filter(({ state }) => state === 'FREE').length,
    };
  }

  /** For people: every slot, and what the jobs declared. */
  fact(): SlotManagerFact {
    return {
      taskManagers: [...this.#taskManagers.values()].map(({ resourceId, slots }) => ({
        taskManagerId: resourceId,
        slots: [...slots],
      })),
      requirements: [...this.#requirements.values()].map(({ jobId, slotCount }) => ({
        jobId,
        required: slotCount,
        acquired: this.acquiredBy(jobId),
      })),
    };
  }

  #takeFreeSlot(
    jobId: JobId,
  ): { registrationId: RegistrationId; slotIndex: number; allocationId: AllocationId } | undefined {
    const candidates = [...this.#taskManagers.values()].filter((entry) => freeCountOf(entry) > 0);
    const [first, ...others] = candidates;
    if (first === undefined) return undefined;
    const best =
      this.#mode === 'NONE'
        ? first
        : others.reduce((found, entry) => (freeCountOf(entry) > freeCountOf(found) ? entry : found), first);
    const slotIndex = best.slots.findIndex(({ state }) => state === 'FREE');
    assert(slotIndex >= 0, 'a TaskManager with a free slot has one');
    const allocationId = asId<AllocationId>(this.#ids.hex128());
    best.slots[slotIndex] = { slotIndex, state: 'PENDING', allocation: { allocationId, jobId } };
    return { registrationId: best.registrationId, slotIndex, allocationId };
  }

  #change(
    registrationId: RegistrationId,
    slotIndex: number,
    allocationId: AllocationId,
    from: SlotState,
    to: SlotState,
  ): void {
    const slots = this.#taskManagers.get(registrationId)?.slots;
    const slot = slots?.[slotIndex];
    if (slots === undefined || slot?.state !== from || slot.allocation?.allocationId !== allocationId) return;
    slots[slotIndex] = to === 'FREE' ? { slotIndex, state: to } : { ...slot, state: to };
  }

  #allSlots(): readonly RegisteredSlot[] {
    return [...this.#taskManagers.values()].flatMap(({ slots }) => slots);
  }
}

function freeCountOf({ slots }: TaskManagerSlots): number {
  return slots.filter(({ state }) => state === 'FREE').length;
}
