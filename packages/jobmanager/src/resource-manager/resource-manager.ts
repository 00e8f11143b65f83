/** Knows every TaskManager and every job's demand, and brings them together; then it is out of the way.
 *  Path: JobMaster → (declareRequiredResources) → **ResourceManager** → (requestSlot) → TaskExecutor, which offers the
 *  slot to the JobMaster itself. Invariant: requirements are checked `CHECK_DELAY_MS` after the last change, so that
 *  changes that come together are served together. Source: Flink's StandaloneResourceManager. */
import {
  type AllocationId,
  asId,
  type FencingToken,
  type JobId,
  type RegistrationId,
  type ResourceId,
  streamError,
} from '@rivulet/runtime/base';
import type { JobStatus } from '@rivulet/runtime/graph';
import type { Clock, Io, Logger, NetworkAddress, TimerHandle } from '@rivulet/runtime/io';
import {
  FencedRpcEndpoint,
  type GatewayImplementation,
  HeartbeatManager,
  type HeartbeatSettings,
  JOB_MASTER_GATEWAY,
  type JobMasterGateway,
  type JobMasterRegistrationResponse,
  RESOURCE_MANAGER_GATEWAY,
  type ResourceManagerGateway,
  type ResourceOverview,
  type ResourceRequirements,
  type RpcGateway,
  type RpcService,
  type SlotManagerFact,
  type SlotReport,
  TASK_EXECUTOR_GATEWAY,
  type TaskExecutorGateway,
  type TaskExecutorRegistration,
  type TaskExecutorRegistrationResponse,
  type TaskManagerInfo,
} from '@rivulet/runtime/rpc';
import { type LoadBalanceMode, SlotManager, type SlotToRequest } from './slot-manager.ts';

export type ResourceManagerSettings = {
  readonly heartbeat: HeartbeatSettings;
  readonly loadBalanceMode: LoadBalanceMode;
  /** Before this time is over, missing TaskManagers may still come: nobody is told that there are too few. */
  readonly startUpTimeMs: number;
};

export type ResourceManagerOptions = {
  readonly service: RpcService;
  readonly io: Io;
  readonly settings: ResourceManagerSettings;
  /** Where TaskManagers fetch bundles; undefined while no REST endpoint listens. */
  blobServer(): NetworkAddress | undefined;
};

type TaskManagerEntry = {
  readonly registrationId: RegistrationId;
  readonly registration: TaskExecutorRegistration;
  readonly gateway: RpcGateway<TaskExecutorGateway>;
};

type JobMasterEntry = {
  readonly jobMasterId: FencingToken;
  readonly resourceId: ResourceId;
  readonly gateway: RpcGateway<JobMasterGateway>;
};

const CHECK_DELAY_MS = 50;
/** A refused slot is asked for again after the TaskManager had time to report what it holds. */
const REFUSED_DELAY_MS = 1_000;
/** Slots of a job that has just ended are on their way back: only a shortage that lasts is told. */
const SHORTAGE_GRACE_MS = 500;

export class ResourceManager
  extends FencedRpcEndpoint<ResourceManagerGateway>
  implements GatewayImplementation<ResourceManagerGateway>
{
  readonly #service: RpcService;
  readonly #io: Io;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #settings: ResourceManagerSettings;
  readonly #blobServer: () => NetworkAddress | undefined;
  readonly #resourceId: ResourceId;
  readonly #slotManager: SlotManager;
  readonly #taskManagers = new Map<ResourceId, TaskManagerEntry>();
  readonly #jobMasters = new Map<JobId, JobMasterEntry>();
  readonly #taskManagerHeartbeats: HeartbeatManager<SlotReport>;
  readonly #jobMasterHeartbeats: HeartbeatManager<undefined>;
  /** Since when a job misses slots. */
  readonly #shortages = new Map<JobId, number>();
  #check: { readonly dueMs: number; readonly timer: TimerHandle } | undefined;
  #startedMs = 0;

  constructor(options: ResourceManagerOptions) {
    const { service, io, settings } = options;
    const fencingToken = asId<FencingToken>(io.ids.hex128());
    super(service, { name: 'resourcemanager', gateway: RESOURCE_MANAGER_GATEWAY, fencingToken });
    this.#service = service;
    this.#io = io;
    this.#clock = io.clock;
    this.#log = io.log.child({ component: 'ResourceManager' });
    this.#settings = settings;
    this.#blobServer = options.blobServer;
    this.#resourceId = asId<ResourceId>(io.ids.hex128());
    this.#slotManager = new SlotManager(io.ids, settings.loadBalanceMode);
    const { heartbeat } = settings;
    this.#taskManagerHeartbeats = new HeartbeatManager<SlotReport>(
      io.clock,
      this.mainThread,
      'sender',
      heartbeat,
      {
        received: (resourceId, report) => this.#reported(resourceId, report),
        lost: (resourceId, loss) => {
          this.#log.warn({ taskManager: resourceId, loss }, 'task manager lost');
          this.disconnectTaskManager(resourceId, `heartbeat: ${loss}`);
        },
      },
    );
    this.#jobMasterHeartbeats = new HeartbeatManager<undefined>(
      io.clock,
      this.mainThread,
      'sender',
      heartbeat,
      {
        received: () => {},
        lost: (resourceId, loss) => this.#jobMasterLost(resourceId, `heartbeat: ${loss}`),
      },
    );
  }

  /** What it believes of all slots: one of three views. */
  get slotManagerFact(): SlotManagerFact {
    return this.#slotManager.fact();
  }

  protected override onStart(): void {
    this.#startedMs = this.#clock.nowMs();
    this.scheduleRunAsync(this.#settings.startUpTimeMs, () => this.#scheduleCheck(0));
  }

  protected override async onStop(): Promise<void> {
    this.#check?.timer.cancel();
    this.#taskManagerHeartbeats.stop();
    this.#jobMasterHeartbeats.stop();
    const reason = 'the resource manager stops';
    for (const { gateway } of this.#taskManagers.values()) gateway.disconnectResourceManager(reason);
    for (const { gateway } of this.#jobMasters.values()) gateway.disconnectResourceManager(reason);
  }

  async registerTaskExecutor(
    registration: TaskExecutorRegistration,
  ): Promise<TaskExecutorRegistrationResponse> {
    const { taskExecutorAddress, resourceId } = registration;
    const gateway = await this.#service.connect(taskExecutorAddress, TASK_EXECUTOR_GATEWAY);
    return this.#onMainThread(() => {
      this.#forgetTaskManager(resourceId);
      const registrationId = asId<RegistrationId>(this.#io.ids.hex128());
      this.#taskManagers.set(resourceId, { registrationId, registration, gateway });
      this.#taskManagerHeartbeats.monitor(resourceId, {
        send: () => gateway.heartbeatFromResourceManager(this.#resourceId),
      });
      this.#log.info(
        { taskManager: resourceId, slotCount: registration.slotCount },
        'task manager registered',
      );
      const blobServer = this.#blobServer();
      return {
        kind: 'success',
        registrationId,
        resourceManagerResourceId: this.#resourceId,
        ...(blobServer === undefined ? {} : { blobServer }),
      };
    });
  }

  sendSlotReport(resourceId: ResourceId, registrationId: RegistrationId, report: SlotReport): void {
    if (this.#taskManagers.get(resourceId)?.registrationId !== registrationId) {
      throw streamError('TASK_MANAGER_NOT_FOUND', { taskManager: resourceId });
    }
    this.#slotManager.registerTaskManager(registrationId, resourceId, report);
    this.#scheduleCheck(CHECK_DELAY_MS);
  }

  async registerJobMaster(
    jobMasterId: FencingToken,
    resourceId: ResourceId,
    jobMasterAddress: string,
    jobId: JobId,
  ): Promise<JobMasterRegistrationResponse> {
    const gateway = await this.#service.connect(jobMasterAddress, JOB_MASTER_GATEWAY, jobMasterId);
    return this.#onMainThread(() => {
      this.#forgetJobMaster(jobId);
      this.#jobMasters.set(jobId, { jobMasterId, resourceId, gateway });
      this.#jobMasterHeartbeats.monitor(resourceId, {
        send: () => gateway.heartbeatFromResourceManager(this.#resourceId),
      });
      return { kind: 'success', resourceManagerResourceId: this.#resourceId };
    });
  }

  declareRequiredResources(jobMasterId: FencingToken, requirements: ResourceRequirements): void {
    const { jobId, slotCount } = requirements;
    if (this.#jobMasters.get(jobId)?.jobMasterId !== jobMasterId)
      throw streamError('JOB_NOT_FOUND', { jobId });
    this.#log.debug({ jobId, slotCount }, 'job declared its slots');
    this.#slotManager.declare(requirements);
    this.#scheduleCheck(CHECK_DELAY_MS);
  }

  notifySlotAvailable(registrationId: RegistrationId, slotIndex: number, allocationId: AllocationId): void {
    this.#slotManager.freed(registrationId, slotIndex, allocationId);
    this.#scheduleCheck(CHECK_DELAY_MS);
  }

  heartbeatFromTaskManager(resourceId: ResourceId, report: SlotReport): void {
    this.#taskManagerHeartbeats.receive(resourceId, report);
  }

  heartbeatFromJobManager(resourceId: ResourceId): void {
    this.#jobMasterHeartbeats.receive(resourceId, undefined);
  }

  disconnectTaskManager(resourceId: ResourceId, reason: string): void {
    const entry = this.#forgetTaskManager(resourceId);
    if (entry === undefined) return;
    this.#log.info({ taskManager: resourceId, reason }, 'task manager left');
    // Should it live after all, it registers again.
    entry.gateway.disconnectResourceManager(reason);
  }

  disconnectJobManager(jobId: JobId, status: JobStatus, reason: string): void {
    this.#log.debug({ jobId, status, reason }, 'job master left');
    this.#forgetJobMaster(jobId);
    // Slots that were still on their way to it would wait for nobody until their TaskManager loses patience.
    for (const { registrationId, allocationId } of this.#slotManager.allocationsOf(jobId)) {
      this.#gatewayOf(registrationId)
        ?.freeSlot(allocationId, reason)
        .catch((error: unknown) => this.#log.warn({ allocationId, error }, 'freeing a slot failed'));
    }
  }

  requestTaskManagerInfo(): readonly TaskManagerInfo[] {
    return [...this.#taskManagers.values()].map((entry) => this.#infoOf(entry));
  }

  requestResourceOverview(): ResourceOverview {
    return this.#slotManager.overview();
  }

  #reported(resourceId: ResourceId, report: SlotReport): void {
    const entry = this.#taskManagers.get(resourceId);
    if (entry === undefined) return;
    this.#slotManager.processReport(entry.registrationId, report);
    this.#scheduleCheck(CHECK_DELAY_MS);
  }

  #jobMasterLost(resourceId: ResourceId, reason: string): void {
    for (const [jobId, entry] of this.#jobMasters) {
      if (entry.resourceId !== resourceId) continue;
      this.#log.warn({ jobId, reason }, 'job master lost');
      this.#forgetJobMaster(jobId);
      entry.gateway.disconnectResourceManager(reason);
    }
  }

  #forgetTaskManager(resourceId: ResourceId): TaskManagerEntry | undefined {
    const entry = this.#taskManagers.get(resourceId);
    if (entry === undefined) return undefined;
    this.#taskManagers.delete(resourceId);
    this.#taskManagerHeartbeats.unmonitor(resourceId);
    this.#slotManager.unregisterTaskManager(entry.registrationId);
    this.#scheduleCheck(CHECK_DELAY_MS);
    return entry;
  }

  #forgetJobMaster(jobId: JobId): void {
    const entry = this.#jobMasters.get(jobId);
    if (entry === undefined) return;
    this.#jobMasters.delete(jobId);
    this.#jobMasterHeartbeats.unmonitor(entry.resourceId);
    this.#slotManager.clear(jobId);
    this.#shortages.delete(jobId);
  }

  /** Checks are put together; an earlier one replaces a later one. */
  #scheduleCheck(delayMs: number): void {
    const dueMs = this.#clock.nowMs() + delayMs;
    if (this.#check !== undefined && this.#check.dueMs <= dueMs) return;
    this.#check?.timer.cancel();
    const timer = this.scheduleRunAsync(delayMs, () => {
      this.#check = undefined;
      this.#checkRequirements();
    });
    this.#check = { dueMs, timer };
  }

  #checkRequirements(): void {
    const { toRequest, shortages } = this.#slotManager.check();
    for (const slot of toRequest) this.#requestSlot(slot);
    const short = new Set(shortages.map(({ jobId }) => jobId));
    for (const jobId of this.#shortages.keys()) if (!short.has(jobId)) this.#shortages.delete(jobId);
    for (const { jobId, acquired } of shortages) this.#tellShortage(jobId, acquired);
  }

  #requestSlot({ registrationId, request }: SlotToRequest): void {
    const gateway = this.#gatewayOf(registrationId);
    if (gateway === undefined) return;
    const { slotIndex, allocationId } = request;
    this.main(
      gateway.requestSlot({ ...request, resourceManagerId: this.fencingToken }),
      () => this.#slotManager.acknowledged(registrationId, slotIndex, allocationId),
      (error) => {
        this.#log.warn({ address: gateway.address, slotIndex, error }, 'slot request failed');
        this.#slotManager.requestFailed(registrationId, slotIndex, allocationId);
        this.#scheduleCheck(REFUSED_DELAY_MS);
      },
    );
  }

  #gatewayOf(registrationId: RegistrationId): RpcGateway<TaskExecutorGateway> | undefined {
    return this.#taskManagers.values().find((entry) => entry.registrationId === registrationId)?.gateway;
  }

  #tellShortage(jobId: JobId, acquired: number): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#startedMs < this.#settings.startUpTimeMs) return;
    const sinceMs = this.#shortages.get(jobId) ?? nowMs;
    this.#shortages.set(jobId, sinceMs);
    const leftMs = sinceMs + SHORTAGE_GRACE_MS - nowMs;
    if (leftMs > 0) {
      this.#scheduleCheck(leftMs);
      return;
    }
    const { slotCountTotal } = this.#slotManager.overview();
    this.#log.warn({ jobId, slotCountTotal, acquired }, 'not enough slots for the job');
    this.#jobMasters.get(jobId)?.gateway.notifyNotEnoughResourcesAvailable(slotCountTotal, acquired);
  }

  #infoOf({ registrationId, registration }: TaskManagerEntry): TaskManagerInfo {
    const { resourceId, slotCount } = registration;
    const slots = this.#slotManager.slotsOf(registrationId);
    const ageMs = this.#clock.nowMs() - (this.#taskManagerHeartbeats.lastHeartbeatMs(resourceId) ?? 0);
    return {
      ...registration,
      slotCount,
      freeSlotCount: slots.filter(({ state }) => state === 'FREE').length,
      lastHeartbeatMs: this.#clock.wallMs() - ageMs,
      allocatedSlots: slots.flatMap(({ slotIndex, allocation }) =>
        allocation === undefined ? [] : [{ slotIndex, jobId: allocation.jobId }],
      ),
    };
  }

  #onMainThread<Value>(action: () => Value): Promise<Value> {
    const { promise, resolve } = Promise.withResolvers<Value>();
    this.runAsync(() => resolve(action()));
    return promise;
  }
}
