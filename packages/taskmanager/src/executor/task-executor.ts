/** The control side of a TaskManager, and the only endpoint in it: gives slots, starts and ends tasks, tells what runs.
 *  Path: ResourceManager → requestSlot → **TaskExecutor** → offerSlots → JobMaster → submitTask → **TaskExecutor** →
 *  deployment → task thread. Invariant: it runs no user code and touches no record; a task lives only in a slot, and a
 *  slot only for a job. Source: Flink's TaskExecutor. */
import {
  type AllocationId,
  assert,
  type ExecutionAttemptId,
  type FencingToken,
  type JobId,
  type ResourceId,
  streamError,
} from '@rivulet/runtime/base';
import type { Io, Logger, OsProcess } from '@rivulet/runtime/io';
import {
  type ActorReport,
  type AllocatedSlotReport,
  type ChannelReport,
  type CheckpointOptions,
  type Metrics,
  type SubpartitionReport,
  type GatewayImplementation,
  RpcEndpoint,
  type RpcService,
  type SlotRequest,
  TASK_EXECUTOR_GATEWAY,
  type TaskDeploymentDescriptor,
  type SlotTableFact,
  type TaskExecutorGateway,
  type TaskExecutorRegistration,
  mainThreadReport,
  type TaskMetricsReport,
  type ThreadReport,
} from '@rivulet/runtime/rpc';
import type { TaskDeployer } from '../deployment/index.ts';
import { JobTable } from './job-table.ts';
import { ResourceManagerConnection } from './resource-manager-connection.ts';
import { SlotTable, type TaskSlot } from './slot-table.ts';
import { TaskAttempt } from './task-attempt.ts';
import type { TaskExecutorSettings } from './task-executor-settings.ts';
import { TaskStateReporter } from './task-state-reporter.ts';

export type TaskExecutorOptions = {
  readonly service: RpcService;
  readonly io: Pick<Io, 'clock' | 'log' | 'os'>;
  readonly settings: TaskExecutorSettings;
  /** May end in a wildcard. */
  readonly resourceManagerAddress: string;
  readonly identity: Omit<TaskExecutorRegistration, 'taskExecutorAddress' | 'slotCount'>;
  readonly deployer: TaskDeployer;
  actors(): readonly ActorReport[];
  /** It cannot go on: the process should end. */
  fatal(error: Error): void;
};

/** Tasks that do not stop by themselves when the TaskManager leaves lose their threads after this long, or after the
 *  cancellation timeout if that is shorter. Far below the deadline of the phase `leave`, which waits for them. */
const SHUTDOWN_GRACE_MS = 3_000;

export class TaskExecutor
  extends RpcEndpoint<TaskExecutorGateway>
  implements GatewayImplementation<TaskExecutorGateway>
{
  readonly resourceId: ResourceId;
  readonly #log: Logger;
  readonly #os: OsProcess;
  readonly #settings: TaskExecutorSettings;
  readonly #deployer: TaskDeployer;
  readonly #actors: () => readonly ActorReport[];
  readonly #slots: SlotTable;
  readonly #jobs: JobTable;
  readonly #resourceManager: ResourceManagerConnection;
  readonly #reporter: TaskStateReporter;
  readonly #attempts = new Map<ExecutionAttemptId, TaskAttempt>();

  constructor(options: TaskExecutorOptions) {
    const { service, io, settings, identity } = options;
    super(service, { name: 'taskmanager', gateway: TASK_EXECUTOR_GATEWAY });
    const { mainThread, address } = this;
    this.resourceId = identity.resourceId;
    this.#log = io.log.child({ component: 'TaskExecutor', taskManager: identity.resourceId });
    this.#os = io.os;
    this.#settings = settings;
    this.#deployer = options.deployer;
    this.#actors = options.actors;
    this.#slots = new SlotTable(settings.slotCount, settings.slotTimeoutMs, mainThread, {
      failTasks: (attemptIds, reason) => this.#failTasks(attemptIds, reason),
      released: (slot, reason) => this.#slotReleased(slot, reason),
    });
    const shared = { service, mainThread, log: this.#log, registrationSettings: settings.registration };
    this.#jobs = new JobTable({
      ...shared,
      clock: io.clock,
      heartbeat: settings.heartbeat,
      registration: { ...identity, taskExecutorAddress: address },
      offers: (jobId) => this.#slots.offers(jobId),
      accepted: (jobId, allocationId) => this.#slots.markActive(jobId, allocationId),
      rejected: (allocationId, reason) => this.#slots.free(allocationId, reason),
      metricsOf: (jobId) => this.#metricsOf(jobId),
      reported: (jobId, report) => this.#reconcile(jobId, report),
      lost: (jobId, reason) => this.#jobMasterLost(jobId, reason),
    });
    this.#reporter = new TaskStateReporter(mainThread, this.#log, {
      gatewayOf: (jobId) => this.#jobs.gateway(jobId),
      refused: (attemptId, error) => this.#reportRefused(attemptId, error),
    });
    this.#resourceManager = new ResourceManagerConnection({
      ...shared,
      io,
      address: options.resourceManagerAddress,
      registration: { ...identity, taskExecutorAddress: address, slotCount: settings.slotCount },
      heartbeat: settings.heartbeat,
      registrationTimeoutMs: settings.registrationTimeoutMs,
      slotReport: () => this.#slots.report(),
      gaveUp: options.fatal,
    });
  }

  /** For listings and tests: every slot that is not free. */
  get slots(): readonly TaskSlot[] {
    return this.#slots.slots();
  }

  /** What it believes of its slots: one of three views. */
  get slotTable(): SlotTableFact {
    const taken = new Map(this.#slots.slots().map((slot) => [slot.slotIndex, slot]));
    const nameOf = (attemptId: ExecutionAttemptId): string =>
      this.#attempts.get(attemptId)?.descriptor.taskName ?? attemptId;
    const slots = Array.from({ length: this.#slots.slotCount }, (_, slotIndex) => {
      const slot = taken.get(slotIndex);
      if (slot === undefined) return { slotIndex, state: 'FREE' as const, tasks: [] };
      const { state, jobId, allocationId, tasks } = slot;
      assert(state !== 'FREE', 'a free slot is not in the table');
      return { slotIndex, state, allocation: { jobId, allocationId }, tasks: [...tasks].map(nameOf) };
    });
    return { taskManagerId: this.resourceId, slots };
  }

  protected override inspectStates(): Readonly<Record<string, string>> {
    const slots = this.#slots.slots().map(({ slotIndex, state }) => [`slot ${slotIndex}`, state]);
    const tasks = [...this.#attempts.values()].map(({ descriptor, state }) => [descriptor.taskName, state]);
    return Object.fromEntries([...slots, ...tasks]) as Readonly<Record<string, string>>;
  }

  protected override onStart(): void {
    this.#resourceManager.start();
  }

  protected override onStop(): Promise<void> {
    const reason = `TaskManager ${this.resourceId} is shutting down`;
    const { promise, resolve } = Promise.withResolvers<void>();
    const grace = this.scheduleRunAsync(SHUTDOWN_GRACE_MS, () => {
      for (const attempt of this.#attempts.values()) attempt.terminateThread();
    });
    const leave = (): void => {
      grace.cancel();
      this.#jobs.stop(reason);
      this.#resourceManager.close(reason);
      resolve();
    };
    this.main(this.#slots.close(reason), leave, leave);
    return promise;
  }

  requestSlot(request: SlotRequest): void {
    const { slotIndex, jobId, allocationId, targetAddress, resourceManagerId } = request;
    if (this.#resourceManager.resourceManagerId !== resourceManagerId) {
      const reason = `ResourceManager ${resourceManagerId} is not the connected one`;
      throw streamError('SLOT_ALLOCATION_FAILED', { slotIndex, allocationId, reason });
    }
    this.#slots.allocate(slotIndex, jobId, allocationId);
    this.#log.info({ jobId, allocationId, slotIndex }, 'slot allocated');
    this.#jobs.open(jobId, targetAddress);
  }

  submitTask(descriptor: TaskDeploymentDescriptor, jobMasterId: FencingToken): void {
    const { jobId, allocationId, attemptId, taskName } = descriptor;
    const obstacle = this.#obstacle(descriptor, jobMasterId);
    if (obstacle !== undefined) {
      throw streamError('TASK_SUBMISSION_FAILED', { task: taskName, reason: obstacle });
    }
    const attempt = new TaskAttempt(descriptor, this.mainThread, this.#settings.cancellationTimeoutMs, {
      report: (state) => {
        this.#log.debug({ task: taskName, state: state.state }, 'task switched state');
        this.#reporter.report(jobId, state);
      },
      stuck: () => this.#taskStuck(taskName),
      ended: () => this.#taskEnded(descriptor),
      checkpointReported: (checkpoint) => {
        const { checkpointId } = checkpoint;
        const jobMaster = this.#jobs.gateway(jobId);
        if (checkpoint.type === 'declineCheckpoint')
          jobMaster?.declineCheckpoint(attemptId, checkpointId, checkpoint.reason);
        else jobMaster?.acknowledgeCheckpoint(attemptId, checkpointId, checkpoint.metrics);
      },
      producerState: async (partitionId) => {
        const jobMaster = this.#jobs.gateway(jobId);
        if (jobMaster === undefined)
          throw streamError('TASK_NOT_FOUND', { attemptId, taskManager: this.resourceId });
        return jobMaster.requestPartitionState(partitionId);
      },
    });
    this.#attempts.set(attemptId, attempt);
    this.#slots.addTask(allocationId, attemptId);
    this.#log.info({ jobId, task: taskName, allocationId }, 'task received');
    const slotIndex = this.#slots.slot(allocationId)?.slotIndex ?? 0;
    const { blobServer } = this.#resourceManager;
    attempt.deploy((listener) => this.#deployer.deploy({ descriptor, slotIndex, blobServer }, listener));
  }

  cancelTask(attemptId: ExecutionAttemptId): void {
    this.#attempt(attemptId).cancel();
  }

  triggerCheckpoint(
    attemptId: ExecutionAttemptId,
    checkpointId: number,
    timestampMs: number,
    options: CheckpointOptions,
  ): void {
    this.#attempt(attemptId).triggerCheckpoint(checkpointId, timestampMs, options);
  }

  freeSlot(allocationId: AllocationId, reason: string): void {
    this.#slots.free(allocationId, reason);
  }

  heartbeatFromJobManager(_resourceId: ResourceId, report: AllocatedSlotReport): void {
    this.#jobs.heartbeat(report);
  }

  heartbeatFromResourceManager(resourceId: ResourceId): void {
    this.#resourceManager.heartbeat(resourceId);
  }

  /** The JobMaster said goodbye: nobody will take its slots again. */
  disconnectJobManager(jobId: JobId, reason: string): void {
    if (this.#jobs.get(jobId) === undefined) return;
    this.#failJob(jobId, reason);
    for (const { allocationId } of this.#slots.slotsOf(jobId)) this.#slots.free(allocationId, reason);
  }

  disconnectResourceManager(reason: string): void {
    this.#resourceManager.reconnect(reason);
  }

  requestThreads(): readonly ThreadReport[] {
    return [mainThreadReport(this.#os), ...this.#deployer.networkThreads(), ...this.#deployer.threads()];
  }

  requestActors(): readonly ActorReport[] {
    return this.#actors();
  }

  requestMetrics(): Metrics {
    return this.#deployer.poolMetrics();
  }

  requestChannels(jobId: JobId): Promise<readonly ChannelReport[]> {
    return this.#deployer.channels(jobId);
  }

  requestSubpartitions(jobId: JobId): Promise<readonly SubpartitionReport[]> {
    return this.#deployer.subpartitions(jobId);
  }

  /** @throws TASK_NOT_FOUND */
  #attempt(attemptId: ExecutionAttemptId): TaskAttempt {
    const attempt = this.#attempts.get(attemptId);
    if (attempt === undefined) {
      throw streamError('TASK_NOT_FOUND', { attemptId, taskManager: this.resourceId });
    }
    return attempt;
  }

  #obstacle(descriptor: TaskDeploymentDescriptor, jobMasterId: FencingToken): string | undefined {
    const { jobId, attemptId, allocationId } = descriptor;
    const connected = this.#jobs.get(jobId)?.jobMasterId;
    if (connected === undefined) return `no JobMaster of job ${jobId} is connected`;
    if (connected !== jobMasterId) return `JobMaster ${jobMasterId} is not the connected one`;
    if (this.#attempts.has(attemptId)) return 'it runs already';
    if (!this.#slots.markActive(jobId, allocationId)) return `the job has no slot ${allocationId}`;
    return undefined;
  }

  #taskEnded({ attemptId, allocationId, taskName }: TaskDeploymentDescriptor): void {
    const attempt = this.#attempts.get(attemptId);
    const { state, error } = attempt ?? {};
    this.#log.info({ task: taskName, state, code: error?.code, error: error?.message }, 'task ended');
    this.#attempts.delete(attemptId);
    this.#slots.removeTask(allocationId, attemptId);
  }

  /** The JobMaster knows nothing of the task: then it must not run. */
  #reportRefused(attemptId: ExecutionAttemptId, cause: unknown): void {
    const attempt = this.#attempts.get(attemptId);
    if (attempt === undefined) return;
    const reason = `its JobMaster refused a report: ${cause instanceof Error ? cause.message : String(cause)}`;
    const details = { task: attempt.descriptor.taskName, reason };
    attempt.fail(streamError('TASK_SUBMISSION_FAILED', details, cause).toJSON());
  }

  #taskStuck(task: string): void {
    const { cancellationTimeoutMs: timeoutMs } = this.#settings;
    const error = streamError('TASK_CANCELLATION_TIMEOUT', { task, timeoutMs });
    this.#log.error({ code: error.code, task }, error.message);
  }

  #failTasks(attemptIds: readonly ExecutionAttemptId[], reason: string): void {
    for (const attemptId of attemptIds) {
      const attempt = this.#attempts.get(attemptId);
      attempt?.fail(streamError('SLOT_RELEASED', { task: attempt.descriptor.taskName, reason }).toJSON());
    }
  }

  #slotReleased({ jobId, slotIndex, allocationId }: TaskSlot, reason: string): void {
    this.#log.info({ jobId, allocationId, slotIndex, reason }, 'slot is free');
    this.#resourceManager.notifySlotAvailable(slotIndex, allocationId);
    if (this.#slots.slotsOf(jobId).length > 0) return;
    this.#jobs.close(jobId, 'the job has no slot here any more');
    this.#deployer.releaseJob(jobId);
  }

  /** Its tasks end; its slots wait for it for as long as a new slot waits for its JobMaster. */
  #jobMasterLost(jobId: JobId, reason: string): void {
    this.#log.warn({ jobId, reason }, 'connection to the job master lost');
    this.#failJob(jobId, reason);
    this.#slots.markInactive(jobId);
  }

  #failJob(jobId: JobId, reason: string): void {
    const error = streamError('JOB_MASTER_LOST', { jobId, reason }).toJSON();
    for (const attempt of this.#attempts.values())
      if (attempt.descriptor.jobId === jobId) attempt.fail(error);
  }

  /** Both sides must hold the same slots: what only one of them has is given up. */
  #reconcile(jobId: JobId, report: AllocatedSlotReport): void {
    const listed = new Set(report.slots.map(({ allocationId }) => allocationId));
    const gateway = this.#jobs.get(jobId)?.gateway;
    for (const allocationId of listed) {
      if (this.#slots.slot(allocationId)?.jobId === jobId) continue;
      gateway?.failSlot(this.resourceId, allocationId, 'the TaskManager does not have it');
    }
    for (const { allocationId, state } of this.#slots.slotsOf(jobId)) {
      if (state !== 'ACTIVE' || listed.has(allocationId)) continue;
      this.#slots.free(allocationId, 'the JobMaster does not list it any more');
    }
  }

  #metricsOf(jobId: JobId): TaskMetricsReport {
    return [...this.#attempts.values()]
      .filter(({ descriptor }) => descriptor.jobId === jobId)
      .map(({ descriptor, io, metrics }) => ({ attemptId: descriptor.attemptId, io, metrics }));
  }
}
