/** The slots of the cluster in three views, row by row: as ResourceManager, JobMaster and TaskExecutor believe them to
 *  be, and where these differ, how.
 *  Path: facts of the three sides → **here** → `/slots`. Invariant: a difference is told, never smoothed over; most
 *  last for one message. A slot is one row whoever knows of it: by TaskManager and index. */
import type { AllocationId, JobId, ResourceId } from '@rivulet/runtime/base';
import type { MissingProcess } from '@rivulet/runtime/actor';
import type { CollectedFacts, SlotManagerFact, SlotPoolFact, SlotSubtask } from '@rivulet/runtime/rpc';

export type SlotView<State extends string> = {
  readonly state: State;
  readonly jobId?: JobId;
  readonly allocationId?: AllocationId;
};

/** How the views differ, named by the message that would bring them together. */
export type SlotDisagreement =
  /** The broker has asked for the slot, its owner has not answered. */
  | 'requestOnItsWay'
  /** The owner has given it, the tenant has not taken it. */
  | 'offerOnItsWay'
  /** The owner has freed it, broker or tenant do not know. */
  | 'releaseOnItsWay'
  /** The owner says it is taken, the broker takes it for free. */
  | 'reportOnItsWay'
  /** The owner did not answer: its process is gone, or stuck. */
  | 'taskManagerSilent'
  /** The broker does not know the TaskManager (any more). */
  | 'notRegistered'
  /** They name different jobs or allocations. */
  | 'allocationsDiffer';

export type ClusterSlot = {
  readonly taskManagerId: ResourceId;
  readonly slotIndex: number;
  readonly resourceManager?: SlotView<'FREE' | 'PENDING' | 'ALLOCATED'>;
  readonly jobMaster?: SlotView<'FREE' | 'RESERVED'>;
  readonly taskExecutor?: SlotView<'FREE' | 'ALLOCATED' | 'ACTIVE' | 'RELEASING'>;
  /** As the JobMaster deployed them, with their states. */
  readonly subtasks: readonly SlotSubtask[];
  /** What runs in it by its owner's word. */
  readonly tasks: readonly string[];
  readonly disagreement?: SlotDisagreement;
};

export type ClusterSlots = {
  readonly slots: readonly ClusterSlot[];
  readonly jobs: readonly Omit<SlotPoolFact, 'slots'>[];
  readonly requirements: SlotManagerFact['requirements'];
  readonly missing: readonly MissingProcess[];
};

export type SlotFacts = CollectedFacts<'slotManager' | 'slotPools' | 'slotTable'>;

export function clusterSlotsOf({ processes, missing }: SlotFacts): ClusterSlots {
  const slotManager = processes.flatMap(({ facts }) => facts.slotManager)[0];
  const pools = processes.flatMap(({ facts }) => facts.slotPools).flat();
  const tables = processes.flatMap(({ facts }) => facts.slotTable);
  const rows = new SlotRows();
  for (const taskManager of slotManager?.taskManagers ?? []) {
    for (const { slotIndex, state, allocation } of taskManager.slots) {
      rows.see(taskManager.taskManagerId, slotIndex, { resourceManager: { state, ...allocation } });
    }
  }
  for (const { taskManagerId, slots } of tables) {
    for (const { slotIndex, state, allocation, tasks } of slots) {
      rows.see(taskManagerId, slotIndex, { taskExecutor: { state, ...allocation }, tasks });
    }
  }
  for (const { jobId, slots } of pools) {
    for (const { taskManagerId, slotIndex, allocationId, state, subtasks } of slots) {
      rows.see(taskManagerId, slotIndex, { jobMaster: { state, jobId, allocationId }, subtasks });
    }
  }
  return {
    slots: rows.all().map(judged),
    jobs: pools.map(({ slots: _, ...job }) => job),
    requirements: slotManager?.requirements ?? [],
    missing,
  };
}

/** Agreement is: the same allocation everywhere and a tenant for it, or free everywhere. */
export function slotDisagreementOf(slot: Omit<ClusterSlot, 'disagreement'>): SlotDisagreement | undefined {
  const { resourceManager, jobMaster, taskExecutor } = slot;
  if (taskExecutor === undefined) return 'taskManagerSilent';
  if (resourceManager === undefined) return 'notRegistered';
  const allocations = [resourceManager, jobMaster, taskExecutor].flatMap((view) => view?.allocationId ?? []);
  if (new Set(allocations).size > 1) return 'allocationsDiffer';
  if (taskExecutor.state === 'FREE') {
    if (resourceManager.state === 'PENDING') return 'requestOnItsWay';
    return resourceManager.state === 'ALLOCATED' || jobMaster !== undefined ? 'releaseOnItsWay' : undefined;
  }
  if (resourceManager.state === 'FREE') return 'reportOnItsWay';
  if (jobMaster === undefined) {
    return taskExecutor.state === 'RELEASING' ? 'releaseOnItsWay' : 'offerOnItsWay';
  }
  if (resourceManager.state === 'PENDING') return 'requestOnItsWay';
  return taskExecutor.state === 'ALLOCATED' ? 'offerOnItsWay' : undefined;
}

type Row = Omit<ClusterSlot, 'disagreement'>;

class SlotRows {
  readonly #rows = new Map<string, Row>();

  see(
    taskManagerId: ResourceId,
    slotIndex: number,
    part: Partial<Omit<Row, 'taskManagerId' | 'slotIndex'>>,
  ): void {
    const key = `${taskManagerId} ${slotIndex}`;
    const row = this.#rows.get(key) ?? { taskManagerId, slotIndex, subtasks: [], tasks: [] };
    this.#rows.set(key, { ...row, ...part });
  }

  /** By TaskManager, in the order in which they registered, and by index. */
  all(): readonly Row[] {
    const order = [...new Set([...this.#rows.values()].map(({ taskManagerId }) => taskManagerId))];
    return [...this.#rows.values()].toSorted(
      (a, b) => order.indexOf(a.taskManagerId) - order.indexOf(b.taskManagerId) || a.slotIndex - b.slotIndex,
    );
  }
}

function judged(row: Row): ClusterSlot {
  const disagreement = slotDisagreementOf(row);
  return disagreement === undefined ? row : { ...row, disagreement };
}
