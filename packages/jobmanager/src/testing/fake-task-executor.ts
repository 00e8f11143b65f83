/** A TaskManager that speaks the real protocol and runs nothing: tests tell its tasks what to report.
 *  It registers at the ResourceManager, takes slot requests, registers at the JobMaster, offers, takes tasks. */
import {
  type AllocationId,
  asId,
  type ExecutionAttemptId,
  type FencingToken,
  type JobId,
  type RegistrationId,
  type ResourceId,
  streamError,
  type StreamErrorJson,
} from '@rivulet/runtime/base';
import type { ExecutionState } from '@rivulet/runtime/graph';
import type { NetworkAddress } from '@rivulet/runtime/io';
import {
  type ActorReport,
  type ChannelReport,
  type SubpartitionReport,
  type GatewayImplementation,
  JOB_MASTER_GATEWAY,
  type JobMasterGateway,
  type Metrics,
  NO_TASK_IO,
  RESOURCE_MANAGER_GATEWAY,
  type ResourceManagerGateway,
  RpcEndpoint,
  type RpcGateway,
  type RpcService,
  type SlotReport,
  type SlotRequest,
  TASK_EXECUTOR_GATEWAY,
  type TaskDeploymentDescriptor,
  type TaskExecutorGateway,
  type TaskIoMetrics,
  type TaskMetricsReport,
  type ThreadReport,
} from '@rivulet/runtime/rpc';

export type FakeTask = { readonly descriptor: TaskDeploymentDescriptor; state: ExecutionState };

export type FakeTaskExecutorOptions = {
  readonly name: string;
  readonly slotCount: number;
  /** In the same process when absent. */
  readonly resourceManagerAddress?: string;
};

type Slot = { allocationId: AllocationId; jobId: JobId };

export class FakeTaskExecutor
  extends RpcEndpoint<TaskExecutorGateway>
  implements GatewayImplementation<TaskExecutorGateway>
{
  readonly resourceId: ResourceId;
  readonly tasks: FakeTask[] = [];
  readonly dataAddress: NetworkAddress = { host: '127.0.0.1', port: 9_000 };
  /** Runs its tasks to RUNNING by itself; false: they stay DEPLOYING. */
  runsTasks = true;
  /** Neither acknowledges nor does what it is told to cancel. */
  ignoresCancel = false;
  /** Takes slot requests and never offers the slots. */
  offersNothing = false;
  /** Carried by its heartbeats. */
  figures: TaskMetricsReport = [];
  /** Tasks where barriers were to begin, with the checkpoint's id. */
  readonly triggered: string[] = [];
  refusesTasks: StreamErrorJson['details'] | undefined;
  /** Does not answer when it is given a task. */
  ignoresTasks = false;
  readonly #service: RpcService;
  readonly #resourceManagerAddress: string;
  readonly #slots: (Slot | undefined)[];
  readonly #jobMasters = new Map<JobId, RpcGateway<JobMasterGateway>>();
  #resourceManager: RpcGateway<ResourceManagerGateway> | undefined;
  #registrationId: RegistrationId | undefined;

  constructor(service: RpcService, options: FakeTaskExecutorOptions) {
    super(service, { name: 'taskmanager', gateway: TASK_EXECUTOR_GATEWAY });
    this.#service = service;
    this.resourceId = asId(options.name);
    this.#resourceManagerAddress =
      options.resourceManagerAddress ?? `${service.address}/user/rpc/resourcemanager_*`;
    this.#slots = Array.from({ length: options.slotCount }, () => undefined);
  }

  get freeSlotCount(): number {
    return this.#slots.filter((slot) => slot === undefined).length;
  }

  async register(): Promise<void> {
    const gateway = await this.#service.connect(this.#resourceManagerAddress, RESOURCE_MANAGER_GATEWAY);
    const answer = await gateway.registerTaskExecutor({
      taskExecutorAddress: this.address,
      resourceId: this.resourceId,
      dataAddress: this.dataAddress,
      slotCount: this.#slots.length,
      cpuCores: 2,
      physicalMemoryBytes: 2 ** 30,
      networkMemoryBytes: 64 * 2 ** 20,
    });
    if (answer.kind !== 'success') throw new Error(answer.reason);
    this.#resourceManager = gateway;
    this.#registrationId = answer.registrationId;
    await gateway.sendSlotReport(this.resourceId, answer.registrationId, this.#report());
  }

  requestSlot({ slotIndex, jobId, allocationId, targetAddress }: SlotRequest): void {
    if (this.#slots[slotIndex] !== undefined) throw new Error(`slot ${slotIndex} is taken`);
    this.#slots[slotIndex] = { allocationId, jobId };
    // As the real one: the answer first, then the offer; one registration per job.
    if (!this.offersNothing) this.runAsync(() => void this.#offer(jobId, targetAddress));
  }

  submitTask(descriptor: TaskDeploymentDescriptor, _jobMasterId: FencingToken): void | Promise<void> {
    if (this.ignoresTasks) return new Promise(() => {});
    if (this.refusesTasks !== undefined) throw streamError('INTERNAL_ERROR', this.refusesTasks);
    const task: FakeTask = { descriptor, state: 'DEPLOYING' };
    this.tasks.push(task);
    if (!this.runsTasks) return;
    void this.report(task, 'INITIALIZING');
    void this.report(task, 'RUNNING');
  }

  cancelTask(attemptId: ExecutionAttemptId): void | Promise<void> {
    if (this.ignoresCancel) return new Promise(() => {});
    const task = this.tasks.find(({ descriptor }) => descriptor.attemptId === attemptId);
    if (task !== undefined && task.state !== 'FINISHED') void this.report(task, 'CANCELED');
  }

  triggerCheckpoint(attemptId: ExecutionAttemptId, checkpointId: number): void {
    const task = this.tasks.find(({ descriptor }) => descriptor.attemptId === attemptId);
    if (task === undefined) throw streamError('TASK_NOT_FOUND', { attemptId, taskManager: this.resourceId });
    this.triggered.push(`${task.descriptor.taskName} ${checkpointId}`);
  }

  jobMasterOf({ descriptor }: FakeTask): RpcGateway<JobMasterGateway> | undefined {
    return this.#jobMasters.get(descriptor.jobId);
  }

  freeSlot(allocationId: AllocationId): void {
    const slotIndex = this.#slots.findIndex((slot) => slot?.allocationId === allocationId);
    if (slotIndex < 0) return;
    this.#slots[slotIndex] = undefined;
    if (this.#registrationId === undefined) return;
    this.#resourceManager?.notifySlotAvailable(this.#registrationId, slotIndex, allocationId);
  }

  /** Reports a change of state of one of its tasks. */
  report(
    task: FakeTask,
    state: ExecutionState,
    details: { error?: StreamErrorJson; io?: Partial<TaskIoMetrics> } = {},
  ): Promise<void> {
    task.state = state;
    const { attemptId, jobId } = task.descriptor;
    const { error, io } = details;
    return (
      this.#jobMasters.get(jobId)?.updateTaskExecutionState({
        attemptId,
        state,
        io: { ...NO_TASK_IO, ...io },
        ...(error === undefined ? {} : { error }),
      }) ?? Promise.resolve()
    );
  }

  heartbeatFromJobManager(): void {
    for (const jobMaster of this.#jobMasters.values()) {
      jobMaster.heartbeatFromTaskManager(this.resourceId, this.figures).catch(() => {});
    }
  }

  heartbeatFromResourceManager(): void {
    this.#resourceManager?.heartbeatFromTaskManager(this.resourceId, this.#report()).catch(() => {});
  }

  disconnectJobManager(jobId: JobId): void {
    this.#jobMasters.delete(jobId);
  }

  disconnectResourceManager(): void {}

  requestThreads(): readonly ThreadReport[] {
    return [{ name: 'main', threadId: 0, role: 'main', tasks: [] }];
  }

  requestActors(): readonly ActorReport[] {
    return [{ path: '/user/rpc/taskmanager', uid: 1, state: 'running', mailboxDepth: 0, processed: 0 }];
  }

  requestMetrics(): Metrics {
    return { 'Shuffle.Netty.TotalMemorySegments': 2_048 };
  }

  requestChannels(): readonly ChannelReport[] {
    return [];
  }

  requestSubpartitions(): readonly SubpartitionReport[] {
    return [];
  }

  async #offer(jobId: JobId, targetAddress: string): Promise<void> {
    if (!this.#jobMasters.has(jobId)) {
      const gateway = await this.#service.connect(targetAddress, JOB_MASTER_GATEWAY);
      if (!this.#jobMasters.has(jobId)) {
        this.#jobMasters.set(jobId, gateway);
        const { resourceId, dataAddress, address: taskExecutorAddress } = this;
        await gateway.registerTaskManager(jobId, { taskExecutorAddress, resourceId, dataAddress });
        await this.#offerAll(jobId, gateway);
      }
      return;
    }
    await this.#offerAll(jobId, this.#jobMasters.get(jobId) as RpcGateway<JobMasterGateway>);
  }

  async #offerAll(jobId: JobId, gateway: RpcGateway<JobMasterGateway>): Promise<void> {
    const offers = this.#slots.flatMap((slot, slotIndex) =>
      slot?.jobId === jobId ? [{ allocationId: slot.allocationId, slotIndex }] : [],
    );
    const accepted = await gateway.offerSlots(this.resourceId, offers);
    for (const { allocationId } of offers) if (!accepted.includes(allocationId)) this.freeSlot(allocationId);
  }

  #report(): SlotReport {
    return this.#slots.map((allocation, slotIndex) => ({
      slotIndex,
      ...(allocation === undefined ? {} : { allocation }),
    }));
  }
}
