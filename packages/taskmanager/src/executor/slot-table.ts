/** The slots of this TaskManager: which job has which, since when, and what runs in it.
 *  A slot is a right to run tasks, not a thread. It is handed out by the ResourceManager, offered to the JobMaster,
 *  and free again when its last task has left. Path: requestSlot → **slot-table** → offerSlots → submitTask.
 *  Invariant: an index has one allocation at a time, and tasks live in ACTIVE or RELEASING slots only.
 *  Source: Flink's TaskSlotTableImpl; the decisions are task-slot-machine.ts. */
import {
  type AllocationId,
  assert,
  type ExecutionAttemptId,
  type JobId,
  streamError,
} from '@rivulet/runtime/base';
import type { TimerHandle } from '@rivulet/runtime/io';
import { initialSnapshot, type MachineSnapshot, step } from '@rivulet/runtime/machine';
import type { MainThread, SlotOffer, SlotReport } from '@rivulet/runtime/rpc';
import { TASK_SLOT_TABLE, type TaskSlotEvent, type TaskSlotState } from './task-slot-machine.ts';

export type TaskSlot = {
  readonly slotIndex: number;
  readonly jobId: JobId;
  readonly allocationId: AllocationId;
  readonly state: TaskSlotState;
  readonly tasks: ReadonlySet<ExecutionAttemptId>;
};

export type SlotListener = {
  /** The slot is being released with these tasks in it: end them. */
  failTasks(tasks: readonly ExecutionAttemptId[], reason: string): void;
  /** The slot is free again and no longer in the table. */
  released(slot: TaskSlot, reason: string): void;
};

type Entry = {
  readonly slotIndex: number;
  readonly jobId: JobId;
  readonly allocationId: AllocationId;
  readonly tasks: Set<ExecutionAttemptId>;
  snapshot: MachineSnapshot<TaskSlotState, Record<never, never>>;
  timeout: TimerHandle | undefined;
  reason: string;
};

export class SlotTable {
  readonly #slotCount: number;
  readonly #timeoutMs: number;
  readonly #mainThread: MainThread;
  readonly #listener: SlotListener;
  readonly #entries = new Map<AllocationId, Entry>();
  #closing: { readonly closed: Promise<void>; done(): void } | undefined;

  /** @param timeoutMs how long a slot may stay ALLOCATED before it is taken back */
  constructor(slotCount: number, timeoutMs: number, mainThread: MainThread, listener: SlotListener) {
    this.#slotCount = slotCount;
    this.#timeoutMs = timeoutMs;
    this.#mainThread = mainThread;
    this.#listener = listener;
  }

  get slotCount(): number {
    return this.#slotCount;
  }

  /** Allocating the same slot again for the same allocation is no error.
   *  @throws StreamError SLOT_ALLOCATION_FAILED */
  allocate(slotIndex: number, jobId: JobId, allocationId: AllocationId): void {
    const known = this.#entries.get(allocationId);
    if (known !== undefined && known.jobId === jobId && known.slotIndex === slotIndex) return;
    const obstacle = this.#obstacle(slotIndex, known);
    if (obstacle !== undefined) {
      throw streamError('SLOT_ALLOCATION_FAILED', { slotIndex, allocationId, reason: obstacle });
    }
    const entry: Entry = {
      slotIndex,
      jobId,
      allocationId,
      tasks: new Set(),
      snapshot: initialSnapshot(TASK_SLOT_TABLE),
      timeout: undefined,
      reason: '',
    };
    this.#entries.set(allocationId, entry);
    this.#apply(entry, { type: 'allocate' });
  }

  slot(allocationId: AllocationId): TaskSlot | undefined {
    const entry = this.#entries.get(allocationId);
    return entry === undefined ? undefined : view(entry);
  }

  slotsOf(jobId: JobId): readonly TaskSlot[] {
    return [...this.#entries.values()].filter((entry) => entry.jobId === jobId).map(view);
  }

  /** All slots that are not free, by index. */
  slots(): readonly TaskSlot[] {
    return [...this.#entries.values()].map(view).toSorted((a, b) => a.slotIndex - b.slotIndex);
  }

  /** @returns false when the job has no such slot, or the slot is being released */
  markActive(jobId: JobId, allocationId: AllocationId): boolean {
    const entry = this.#entries.get(allocationId);
    return entry !== undefined && entry.jobId === jobId && this.#apply(entry, { type: 'markActive' });
  }

  /** The JobMaster is gone: its slots wait for it again, for as long as a new slot waits. */
  markInactive(jobId: JobId): void {
    for (const entry of this.#entries.values()) {
      if (entry.jobId === jobId) this.#apply(entry, { type: 'markInactive' });
    }
  }

  /** Ends the slot's tasks; the slot is released when the last one has gone. Unknown allocations are ignored. */
  free(allocationId: AllocationId, reason: string): void {
    const entry = this.#entries.get(allocationId);
    if (entry === undefined) return;
    entry.reason = reason;
    this.#apply(entry, { type: 'free', taskCount: entry.tasks.size });
  }

  addTask(allocationId: AllocationId, attemptId: ExecutionAttemptId): void {
    const entry = this.#entries.get(allocationId);
    assert(entry !== undefined && entry.snapshot.value === 'ACTIVE', 'a task is added to an active slot');
    entry.tasks.add(attemptId);
  }

  removeTask(allocationId: AllocationId, attemptId: ExecutionAttemptId): void {
    const entry = this.#entries.get(allocationId);
    if (entry === undefined || !entry.tasks.delete(attemptId)) return;
    if (entry.tasks.size === 0 && entry.snapshot.value === 'RELEASING')
      this.#apply(entry, { type: 'lastTaskGone' });
  }

  /** What the ResourceManager is told. */
  report(): SlotReport {
    const allocations = new Map([...this.#entries.values()].map((entry) => [entry.slotIndex, entry]));
    return Array.from({ length: this.#slotCount }, (_, slotIndex) => {
      const entry = allocations.get(slotIndex);
      if (entry === undefined) return { slotIndex };
      return { slotIndex, allocation: { allocationId: entry.allocationId, jobId: entry.jobId } };
    });
  }

  /** What the job's JobMaster is offered: its slots that are not active yet. */
  offers(jobId: JobId): readonly SlotOffer[] {
    return this.slotsOf(jobId)
      .filter((slot) => slot.state === 'ALLOCATED')
      .map(({ allocationId, slotIndex }) => ({ allocationId, slotIndex }));
  }

  /** Frees everything and takes no more. Resolves when the last task has left. Idempotent. */
  close(reason: string): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.closed;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closing = { closed: promise, done: resolve };
    for (const allocationId of [...this.#entries.keys()]) this.free(allocationId, reason);
    if (this.#entries.size === 0) resolve();
    return promise;
  }

  #obstacle(slotIndex: number, known: Entry | undefined): string | undefined {
    if (this.#closing !== undefined) return 'the TaskManager is shutting down';
    if (known !== undefined) return `the allocation is slot ${known.slotIndex} of job ${known.jobId}`;
    if (!Number.isInteger(slotIndex) || slotIndex < 0 || slotIndex >= this.#slotCount) {
      return `there are ${this.#slotCount} slots`;
    }
    for (const other of this.#entries.values()) {
      if (other.slotIndex === slotIndex) return `it belongs to job ${other.jobId}`;
    }
    return undefined;
  }

  /** @returns whether the event has a meaning in the slot's state */
  #apply(entry: Entry, event: TaskSlotEvent): boolean {
    const { snapshot, effects, handled } = step(TASK_SLOT_TABLE, entry.snapshot, event);
    entry.snapshot = snapshot;
    for (const effect of effects) {
      switch (effect.type) {
        case 'armTimeout':
          entry.timeout = this.#mainThread.scheduleRunAsync(this.#timeoutMs, () => this.#timedOut(entry));
          break;
        case 'disarmTimeout':
          entry.timeout?.cancel();
          break;
        case 'failTasks':
          this.#listener.failTasks([...entry.tasks], entry.reason);
          break;
        case 'released':
          this.#released(entry);
          break;
      }
    }
    return handled;
  }

  #timedOut(entry: Entry): void {
    entry.reason = `the JobMaster did not take it within ${this.#timeoutMs} ms`;
    this.#apply(entry, { type: 'timeout', taskCount: entry.tasks.size });
  }

  #released(entry: Entry): void {
    this.#entries.delete(entry.allocationId);
    this.#listener.released(view(entry), entry.reason);
    if (this.#entries.size === 0) this.#closing?.done();
  }
}

function view({ slotIndex, jobId, allocationId, tasks, snapshot }: Entry): TaskSlot {
  return { slotIndex, jobId, allocationId, tasks, state: snapshot.value };
}
