/** Runs one job: gets slots, deploys tasks, follows them to the end. One actor per job.
 *  Path: Dispatcher → **JobMaster** → (declareRequiredResources) → ResourceManager → TaskExecutor → (offerSlots) →
 *  **JobMaster** → (submitTask) → TaskExecutor. Invariant: after the job's end no call leaves it but those that give
 *  its slots back. Source: Flink's JobMaster. */
import {
  type AllocationId,
  asId,
  assert,
  type ExecutionAttemptId,
  type FencingToken,
  type JobId,
  type ResourceId,
  type ResultPartitionId,
  streamError,
  type StreamErrorJson,
} from '@rivulet/runtime/base';
import {
  type ExecutionState,
  isTerminalExecutionState,
  isTerminalJobStatus,
  type JobStatus,
  type JobSubmission,
} from '@rivulet/runtime/graph';
import type { Clock, Io, Logger, TimerHandle } from '@rivulet/runtime/io';
import {
  type CheckpointInfo,
  type CheckpointMetrics,
  type CheckpointOptions,
  type ExecutionGraphInfo,
  FencedRpcEndpoint,
  type GatewayImplementation,
  HeartbeatManager,
  type HeartbeatSettings,
  JOB_MASTER_GATEWAY,
  type JobMasterGateway,
  type RpcService,
  type SlotOffer,
  type SlotPoolFact,
  TASK_EXECUTOR_GATEWAY,
  type TaskExecutionState,
  type TaskManagerRegistration,
  type TaskManagerRegistrationResponse,
  type TaskMetricsReport,
} from '@rivulet/runtime/rpc';
import { CheckpointCoordinator } from '../checkpoint/index.ts';
import type { Execution } from '../execution-graph/index.ts';
import { DefaultScheduler, slotShortageOf } from '../scheduler/index.ts';
import { SlotPool } from '../slots/index.ts';
import { jobInfo, type JobParts, slotPoolFact } from './job-info.ts';
import { JobLifecycle } from './job-lifecycle.ts';
import { ResourceManagerConnection } from './resource-manager-connection.ts';
import { returnSlots } from './return-slots.ts';
import { TaskCalls } from './task-calls.ts';
import { type RegisteredTaskManager, TaskManagerTable } from './task-manager-table.ts';

export type JobMasterSettings = {
  /** May end in a wildcard. */
  readonly resourceManagerAddress: string;
  readonly heartbeat: HeartbeatSettings;
  readonly slotRequestTimeoutMs: number;
  readonly slotIdleTimeoutMs: number;
};

export type JobMasterOptions = {
  readonly service: RpcService;
  readonly io: Io;
  readonly submission: JobSubmission;
  readonly settings: JobMasterSettings;
  /** Called once, with the job's last word; the owner then closes the endpoint. */
  jobEnded(info: ExecutionGraphInfo): void;
};

export class JobMaster
  extends FencedRpcEndpoint<JobMasterGateway>
  implements GatewayImplementation<JobMasterGateway>
{
  readonly jobId: JobId;
  readonly #service: RpcService;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #submission: JobSubmission;
  readonly #settings: JobMasterSettings;
  readonly #resourceId: ResourceId;
  readonly #lifecycle: JobLifecycle;
  readonly #pool = new SlotPool();
  readonly #scheduler: DefaultScheduler;
  readonly #checkpoints: CheckpointCoordinator;
  readonly #taskManagers: TaskManagerTable;
  readonly #taskCalls: TaskCalls;
  readonly #resourceManager: ResourceManagerConnection;
  readonly #resourceManagerHeartbeats: HeartbeatManager<undefined>;
  readonly #jobEnded: (info: ExecutionGraphInfo) => void;
  #slotTimeout: TimerHandle | undefined;

  constructor(options: JobMasterOptions) {
    const { service, io, submission, settings } = options;
    const jobMasterId = asId<FencingToken>(io.ids.hex128());
    super(service, { name: 'jobmanager', gateway: JOB_MASTER_GATEWAY, fencingToken: jobMasterId });
    const { jobId } = submission;
    const { clock } = io;
    this.jobId = jobId;
    this.#service = service;
    this.#clock = clock;
    this.#log = io.log.child({ component: 'JobMaster', jobId });
    this.#submission = submission;
    this.#settings = settings;
    this.#jobEnded = options.jobEnded;
    this.#resourceId = asId<ResourceId>(io.ids.hex128());
    this.#lifecycle = new JobLifecycle(clock, {
      statusChanged: (status, from) => this.#log.info({ from, status }, 'job switched status'),
      cancelExecutions: () => this.#scheduler.cancelAll(),
      ended: () => this.#ended(),
    });
    this.#taskManagers = new TaskManagerTable({
      clock,
      mainThread: this.mainThread,
      heartbeat: settings.heartbeat,
      jobId,
      resourceId: this.#resourceId,
      pool: this.#pool,
      metricsReceived: (metrics) => this.#scheduler.updateMetrics(metrics),
      lost: (taskManager, reason) => this.#taskManagerLost(taskManager, reason),
    });
    this.#taskCalls = new TaskCalls(this.mainThread, this.#taskManagers, jobMasterId, this.#log);
    this.#scheduler = new DefaultScheduler(clock, io.ids.hex128(), submission, this.#pool, {
      requirementsChanged: (slotCount) => this.#resourceManager.declare(slotCount),
      submitTask: (execution, descriptor) => this.#taskCalls.submit(execution, descriptor),
      cancelTask: (execution) => this.#taskCalls.cancel(execution),
      executionChanged: (execution, from) => this.#executionChanged(execution, from),
      executionFailed: ({ place }, error) => this.#fail(error, place.taskName),
      allFinished: () => this.#lifecycle.signal('allFinished'),
      allEnded: () => this.#lifecycle.signal('allEnded'),
    });
    this.#checkpoints = new CheckpointCoordinator({
      clock,
      mainThread: this.mainThread,
      graph: this.#scheduler.graph,
      jobGraph: submission.graph,
      newTriggerId: () => io.ids.hex128(),
      triggerTask: (execution, checkpoint) => this.#taskCalls.triggerCheckpoint(execution, checkpoint),
      ended: ({ checkpointId, status, failure }) =>
        this.#log.info({ checkpointId, status, reason: failure?.reason }, 'checkpoint ended'),
    });
    const identity = { jobId, jobMasterId, resourceId: this.#resourceId, address: this.address };
    this.#resourceManager = new ResourceManagerConnection(
      this.mainThread,
      service,
      settings.resourceManagerAddress,
      identity,
      this.#log,
      (gateway, resourceId) =>
        this.#resourceManagerHeartbeats.monitor(resourceId, {
          send: () => gateway.heartbeatFromJobManager(this.#resourceId),
        }),
    );
    this.#resourceManagerHeartbeats = new HeartbeatManager<undefined>(
      clock,
      this.mainThread,
      'receiver',
      settings.heartbeat,
      {
        received: () => {},
        lost: (_, loss) => this.disconnectResourceManager(`heartbeat: ${loss}`),
      },
    );
  }

  /** What it believes of its slots, with the subtasks it put there. */
  get slotPoolFact(): SlotPoolFact {
    return slotPoolFact(this.#parts, this.address, this.#settings.slotRequestTimeoutMs);
  }

  protected override inspectTopic(): string {
    return this.jobId;
  }

  protected override inspectStates(): Readonly<Record<string, string>> {
    return { job: this.#lifecycle.status };
  }

  protected override onStart(): void {
    this.#lifecycle.signal('created');
    this.#resourceManager.connect();
    this.#lifecycle.signal('start');
    this.#scheduler.startScheduling();
    this.#slotTimeout = this.scheduleRunAsync(this.#settings.slotRequestTimeoutMs, () =>
      this.#slotsTimedOut(),
    );
    this.#returnIdleSlots();
  }

  protected override async onStop(): Promise<void> {
    // A job that runs on was not ended by us: it is suspended, and its tasks end with their slots.
    if (!isTerminalJobStatus(this.#lifecycle.status)) {
      this.#scheduler.suspendAll();
      this.#lifecycle.signal('suspend');
    }
    this.#slotTimeout?.cancel();
    this.#taskManagers.stop();
    this.#resourceManagerHeartbeats.stop();
    const reason = `job ${this.jobId} is ${this.#lifecycle.status}`;
    await returnSlots(this.#pool.slots(), this.#taskManagers, reason, this.#log);
    for (const { gateway } of this.#taskManagers.entries()) gateway.disconnectJobManager(this.jobId, reason);
    this.#resourceManager.gateway?.disconnectJobManager(this.jobId, this.#lifecycle.status, reason);
    this.#resourceManager.close();
  }

  async registerTaskManager(
    jobId: JobId,
    registration: TaskManagerRegistration,
  ): Promise<TaskManagerRegistrationResponse> {
    if (jobId !== this.jobId) return { kind: 'refused', reason: `this JobMaster runs job ${this.jobId}` };
    const { taskExecutorAddress, resourceId, dataAddress } = registration;
    const success = { kind: 'success', jobMasterResourceId: this.#resourceId } as const;
    const known = this.#taskManagers.get(resourceId);
    if (known?.gateway.address === taskExecutorAddress) return success;
    const gateway = await this.#service.connect(taskExecutorAddress, TASK_EXECUTOR_GATEWAY);
    const { promise, resolve } = Promise.withResolvers<TaskManagerRegistrationResponse>();
    this.runAsync(() => {
      this.#taskManagers.lose(resourceId, 'it registered again from another address');
      this.#taskManagers.add({ location: { resourceId, dataAddress }, gateway });
      resolve(success);
    });
    return promise;
  }

  offerSlots(resourceId: ResourceId, offers: readonly SlotOffer[]): readonly AllocationId[] {
    const taskManager = this.#taskManagers.get(resourceId);
    if (taskManager === undefined) throw streamError('TASK_MANAGER_NOT_FOUND', { taskManager: resourceId });
    const accepted = this.#pool.offer(taskManager.location, offers, this.#clock.nowMs());
    // The answer leaves first: a TaskManager reads which slots are taken before the tasks that go into them.
    this.runAsync(() => this.#scheduler.slotsArrived());
    return accepted;
  }

  failSlot(resourceId: ResourceId, allocationId: AllocationId, reason: string): void {
    const slot = this.#pool.remove(allocationId);
    if (slot === undefined) return;
    this.#scheduler.slotLost(slot, ({ place }) =>
      streamError('SLOT_LOST', { task: place.taskName, taskManager: resourceId, reason }).toJSON(),
    );
  }

  updateTaskExecutionState(report: TaskExecutionState): void {
    const { attemptId, state } = report;
    if (this.#scheduler.updateTaskState(report)) return;
    const known = this.#scheduler.execution(attemptId);
    throw streamError('TASK_STATE_ILLEGAL', {
      task: known?.place.taskName ?? attemptId,
      state: known?.state ?? 'unknown',
      reported: state,
    });
  }

  requestPartitionState(partitionId: ResultPartitionId): ExecutionState {
    const attemptId = asId<ExecutionAttemptId>(partitionId.slice(partitionId.lastIndexOf('@') + 1));
    // A producer nobody knows will never produce.
    return this.#scheduler.execution(attemptId)?.state ?? 'FAILED';
  }

  triggerCheckpoint(options: CheckpointOptions): CheckpointInfo {
    return this.#checkpoints.trigger(options);
  }

  acknowledgeCheckpoint(
    attemptId: ExecutionAttemptId,
    checkpointId: number,
    metrics: CheckpointMetrics,
  ): void {
    this.#checkpoints.acknowledge(attemptId, checkpointId, metrics);
  }

  declineCheckpoint(attemptId: ExecutionAttemptId, checkpointId: number, reason: string): void {
    this.#checkpoints.decline(attemptId, checkpointId, reason);
  }

  heartbeatFromTaskManager(resourceId: ResourceId, metrics: TaskMetricsReport): void {
    this.#taskManagers.heartbeat(resourceId, metrics);
  }

  heartbeatFromResourceManager(resourceId: ResourceId): void {
    this.#resourceManagerHeartbeats.receive(resourceId, undefined);
  }

  /** Said by the TaskManager itself: it ends, or this job has nothing there any more. */
  disconnectTaskManager(resourceId: ResourceId, reason: string): void {
    if (this.#pool.slotsOf(resourceId).length > 0) this.#taskManagers.lose(resourceId, reason);
    else this.#taskManagers.remove(resourceId);
  }

  /** Running tasks go on without it; only new slots cannot be had meanwhile. */
  disconnectResourceManager(reason: string): void {
    if (isTerminalJobStatus(this.#lifecycle.status)) return;
    this.#log.warn({ reason }, 'connection to the resource manager lost');
    this.#resourceManagerHeartbeats.unmonitor(this.#resourceManager.resourceId);
    this.#resourceManager.connect();
    this.#resourceManager.declare(this.#pool.requiredCount);
  }

  notifyNotEnoughResourcesAvailable(slotCountTotal: number, slotCountAcquired: number): void {
    if (!this.#scheduler.waitingForSlots) return;
    this.#fail(slotShortageOf(this.#submission.graph, slotCountTotal, slotCountAcquired).toJSON());
  }

  requestJobStatus(): JobStatus {
    return this.#lifecycle.status;
  }

  requestJob(): ExecutionGraphInfo {
    this.#taskManagers.refreshFigures();
    return jobInfo(this.#parts);
  }

  cancel(): void {
    this.#lifecycle.signal('cancel');
  }

  #executionChanged(execution: Execution, from: ExecutionState): void {
    const { place, state } = execution;
    this.#log.debug({ task: place.taskName, from, state }, 'task switched state');
    if (isTerminalExecutionState(state)) this.#checkpoints.executionEnded(execution);
  }

  #fail(error: StreamErrorJson, taskName?: string): void {
    this.#log.warn({ code: error.code, error: error.message, task: taskName }, 'job failure');
    this.#lifecycle.fail(error);
  }

  #taskManagerLost({ location, gateway }: RegisteredTaskManager, reason: string): void {
    const { resourceId } = location;
    // At the end of a job its slots are given back from both sides: whoever hears of it second loses nothing.
    const level = isTerminalJobStatus(this.#lifecycle.status) ? 'debug' : 'warn';
    this.#log[level]({ taskManager: resourceId, reason }, 'task manager lost');
    const error = streamError('TASK_MANAGER_LOST', { taskManager: resourceId, reason }).toJSON();
    for (const slot of this.#pool.removeTaskManager(resourceId)) this.#scheduler.slotLost(slot, () => error);
    // Should it live after all: it stops our tasks and may register again.
    gateway.disconnectJobManager(this.jobId, reason);
  }

  /** The waiting is over: fail with what the ResourceManager knows, or with what this job was given. */
  #slotsTimedOut(): void {
    if (!this.#scheduler.waitingForSlots) return;
    const acquired = this.#pool.slotCount;
    const overview =
      this.#resourceManager.gateway?.requestResourceOverview() ?? Promise.reject(NOT_REGISTERED);
    this.main(
      overview,
      ({ slotCountTotal }) => this.notifyNotEnoughResourcesAvailable(slotCountTotal, acquired),
      () => this.notifyNotEnoughResourcesAvailable(acquired, acquired),
    );
  }

  #returnIdleSlots(): void {
    const { slotIdleTimeoutMs } = this.#settings;
    this.scheduleRunAsync(slotIdleTimeoutMs, () => {
      const idle = this.#pool.removeIdleExcess(this.#clock.nowMs(), slotIdleTimeoutMs);
      void returnSlots(idle, this.#taskManagers, 'not needed any more', this.#log);
      if (!isTerminalJobStatus(this.#lifecycle.status)) this.#returnIdleSlots();
    });
  }

  #ended(): void {
    assert(
      this.#lifecycle.status === 'SUSPENDED' || this.#pool.requiredCount === 0,
      'an ended job wants no slots',
    );
    this.#slotTimeout?.cancel();
    this.#jobEnded(jobInfo(this.#parts));
  }

  get #parts(): JobParts {
    return {
      submission: this.#submission,
      lifecycle: this.#lifecycle,
      scheduler: this.#scheduler,
      pool: this.#pool,
      checkpoints: this.#checkpoints.checkpoints,
    };
  }
}

const NOT_REGISTERED = new Error('not registered at the resource manager');
