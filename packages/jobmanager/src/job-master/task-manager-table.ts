/** The TaskManagers that work for one job: how to call them, where their data is, whether they live.
 *  Path: registerTaskManager → `add` → slots are offered, tasks submitted, heartbeats exchanged → `remove`.
 *  Invariant: every TaskManager in the table is heartbeated; `lost` comes once, after it left the table. */
import type { JobId, ResourceId } from '@rivulet/runtime/base';
import type { Clock } from '@rivulet/runtime/io';
import {
  type AllocatedSlotReport,
  HeartbeatManager,
  type HeartbeatSettings,
  type MainThread,
  type RpcGateway,
  type TaskExecutorGateway,
  type TaskMetricsReport,
} from '@rivulet/runtime/rpc';
import type { SlotPool, TaskManagerLocation } from '../slots/index.ts';

export type RegisteredTaskManager = {
  readonly location: TaskManagerLocation;
  readonly gateway: RpcGateway<TaskExecutorGateway>;
};

export type TaskManagerTableOptions = {
  readonly clock: Clock;
  readonly mainThread: MainThread;
  readonly heartbeat: HeartbeatSettings;
  readonly jobId: JobId;
  /** The JobMaster's own id, for its heartbeats. */
  readonly resourceId: ResourceId;
  readonly pool: SlotPool;
  metricsReceived(metrics: TaskMetricsReport): void;
  lost(taskManager: RegisteredTaskManager, reason: string): void;
};

/** However many people look. */
const FIGURES_INTERVAL_MS = 500;

export class TaskManagerTable {
  readonly #options: TaskManagerTableOptions;
  readonly #entries = new Map<ResourceId, RegisteredTaskManager>();
  readonly #heartbeats: HeartbeatManager<TaskMetricsReport>;
  #figuresAskedMs = Number.NEGATIVE_INFINITY;

  constructor(options: TaskManagerTableOptions) {
    this.#options = options;
    const { clock, mainThread, heartbeat } = options;
    this.#heartbeats = new HeartbeatManager<TaskMetricsReport>(clock, mainThread, 'sender', heartbeat, {
      received: (_, metrics) => options.metricsReceived(metrics),
      lost: (resourceId, loss) =>
        this.lose(
          resourceId,
          loss === 'timeout' ? `no heartbeat for ${heartbeat.timeoutMs} ms` : 'its heartbeat calls fail',
        ),
    });
  }

  get(resourceId: ResourceId): RegisteredTaskManager | undefined {
    return this.#entries.get(resourceId);
  }

  entries(): readonly RegisteredTaskManager[] {
    return [...this.#entries.values()];
  }

  add(taskManager: RegisteredTaskManager): void {
    const { resourceId } = taskManager.location;
    this.#entries.set(resourceId, taskManager);
    this.#heartbeats.monitor(resourceId, {
      send: () => this.#call(resourceId, taskManager.gateway),
    });
  }

  heartbeat(resourceId: ResourceId, metrics: TaskMetricsReport): void {
    this.#heartbeats.receive(resourceId, metrics);
  }

  remove(resourceId: ResourceId): RegisteredTaskManager | undefined {
    const entry = this.#entries.get(resourceId);
    this.#entries.delete(resourceId);
    this.#heartbeats.unmonitor(resourceId);
    return entry;
  }

  /** Removes it and tells the owner why. */
  lose(resourceId: ResourceId, reason: string): void {
    const entry = this.remove(resourceId);
    if (entry !== undefined) this.#options.lost(entry, reason);
  }

  /** Somebody looks: asks for a heartbeat between two, since its answer carries the latest figures.
   *  They arrive later; whoever looks again sees them. */
  refreshFigures(): void {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs - this.#figuresAskedMs < FIGURES_INTERVAL_MS) return;
    this.#figuresAskedMs = nowMs;
    for (const { location, gateway } of this.#entries.values()) {
      // A TaskManager that does not answer is the heartbeats' business.
      this.#call(location.resourceId, gateway).catch(() => {});
    }
  }

  stop(): void {
    this.#heartbeats.stop();
  }

  #call(resourceId: ResourceId, gateway: RegisteredTaskManager['gateway']): Promise<void> {
    return gateway.heartbeatFromJobManager(this.#options.resourceId, this.#reportOf(resourceId));
  }

  /** What this job believes it holds there: the TaskManager frees what is not in it. */
  #reportOf(resourceId: ResourceId): AllocatedSlotReport {
    const slots = this.#options.pool
      .slotsOf(resourceId)
      .map(({ allocationId, slotIndex }) => ({ allocationId, slotIndex }));
    return { jobId: this.#options.jobId, slots };
  }
}
