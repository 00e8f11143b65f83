/** The slots of one job: how many it wants, which it was offered, which of them are in use. Pure bookkeeping.
 *  Path: JobMaster declares `requiredCount` at the ResourceManager → TaskManagers offer → `offer` accepts or declines.
 *  Invariant: never more slots are accepted than are wanted, and an accepted offer stays accepted when repeated.
 *  Source: Flink's DefaultDeclarativeSlotPool. */
import { type AllocationId, assert, type ResourceId } from '@rivulet/runtime/base';
import type { SlotOffer } from '@rivulet/runtime/rpc';
import type { AllocatedSlot, TaskManagerLocation } from './allocated-slot.ts';

export type PooledSlot = AllocatedSlot & {
  /** Since when nobody uses it; absent while it is reserved. */
  readonly idleSinceMs?: number;
};

export class SlotPool {
  #requiredCount = 0;
  readonly #slots = new Map<AllocationId, PooledSlot>();

  /** Declared at the ResourceManager as the job's total. */
  get requiredCount(): number {
    return this.#requiredCount;
  }

  get slotCount(): number {
    return this.#slots.size;
  }

  get fulfilled(): boolean {
    return this.#slots.size >= this.#requiredCount;
  }

  /** Sets the absolute total. */
  require(slotCount: number): void {
    assert(slotCount >= 0, 'a job needs no slots or some');
    this.#requiredCount = slotCount;
  }

  /** @returns the allocations accepted; all others go back to their TaskManager */
  offer(taskManager: TaskManagerLocation, offers: readonly SlotOffer[], nowMs: number): AllocationId[] {
    const accepted: AllocationId[] = [];
    for (const { allocationId, slotIndex } of offers) {
      const known = this.#slots.get(allocationId);
      if (known !== undefined) {
        // The answer to an earlier offer was lost; say it again.
        if (known.taskManager.resourceId === taskManager.resourceId) accepted.push(allocationId);
      } else if (this.#slots.size < this.#requiredCount) {
        this.#slots.set(allocationId, { allocationId, slotIndex, taskManager, idleSinceMs: nowMs });
        accepted.push(allocationId);
      }
    }
    return accepted;
  }

  /** Slots nobody uses, in the order they came. */
  freeSlots(): readonly AllocatedSlot[] {
    return [...this.#slots.values()].filter((slot) => slot.idleSinceMs !== undefined);
  }

  slots(): readonly PooledSlot[] {
    return [...this.#slots.values()];
  }

  slotsOf(resourceId: ResourceId): readonly PooledSlot[] {
    return this.slots().filter((slot) => slot.taskManager.resourceId === resourceId);
  }

  reserve(allocationId: AllocationId): AllocatedSlot {
    const slot = this.#slots.get(allocationId);
    assert(slot?.idleSinceMs !== undefined, 'only a free slot of this pool can be reserved');
    const { idleSinceMs: _, ...reserved } = slot;
    this.#slots.set(allocationId, reserved);
    return reserved;
  }

  /** The last task of the slot has ended; a slot lost meanwhile is no news. */
  release(allocationId: AllocationId, nowMs: number): void {
    const slot = this.#slots.get(allocationId);
    if (slot !== undefined) this.#slots.set(allocationId, { ...slot, idleSinceMs: nowMs });
  }

  /** The slot is gone; undefined when the pool did not have it. */
  remove(allocationId: AllocationId): AllocatedSlot | undefined {
    const slot = this.#slots.get(allocationId);
    this.#slots.delete(allocationId);
    return slot;
  }

  /** All slots of a lost TaskManager. */
  removeTaskManager(resourceId: ResourceId): readonly AllocatedSlot[] {
    const lost = this.slotsOf(resourceId);
    for (const { allocationId } of lost) this.#slots.delete(allocationId);
    return lost;
  }

  /** Takes out the slots above what is wanted that nobody used for `idleTimeoutMs`; the caller returns them. */
  removeIdleExcess(nowMs: number, idleTimeoutMs: number): readonly AllocatedSlot[] {
    const idle = this.slots().filter(
      ({ idleSinceMs }) => idleSinceMs !== undefined && nowMs - idleSinceMs >= idleTimeoutMs,
    );
    const excessCount = Math.max(0, this.#slots.size - this.#requiredCount);
    const removed = idle.slice(0, excessCount);
    for (const { allocationId } of removed) this.#slots.delete(allocationId);
    return removed;
  }
}
