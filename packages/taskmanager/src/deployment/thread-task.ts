/** One task on its way onto a thread, on it, and off it again.
 *  Steps: fetch the module → get a thread → open the channels → post `deploy` … final state → close the channels →
 *  let the thread go → tell. Invariant: `stateChanged` ends with exactly one final state, and then the task holds
 *  nothing. A cancellation before the thread has the task is answered here; later it is the thread's to answer. */
import { isStreamError, type ResourceId, streamError, type StreamErrorJson } from '@rivulet/runtime/base';
import type { Io } from '@rivulet/runtime/io';
import type {
  CheckpointBarrier,
  MissingPartition,
  ShuffleEnvironment,
  TaskChannels,
} from '@rivulet/runtime/network';
import {
  type CheckpointOptions,
  type Metrics,
  NO_TASK_IO,
  type TaskIoMetrics,
  type TaskOnThread,
} from '@rivulet/runtime/rpc';
import {
  createTaskMetricsBlock,
  jobBuildsOf,
  readTaskMetrics,
  TaskMetricGroup,
  taskPhaseOf,
  taskPhaseSinceOf,
  taskWaitOf,
  type TaskThreadToMain,
} from '../task/index.ts';
import { createChannelsPlan, createTaskPlan } from './create-task-plan.ts';
import { askForProducer } from './missing-producer.ts';
import type { JobModules } from './job-modules.ts';
import type {
  DeployedTask,
  DeployedTaskListener,
  DeploymentRequest,
  ReportedTaskState,
} from './task-deployer.ts';
import type { TaskThread } from './task-thread.ts';
import type { TaskThreads } from './task-threads.ts';
import type { TaskWatch, WatchedTask } from './task-watch.ts';

export type ThreadTaskSurroundings = {
  readonly io: Pick<Io, 'clock' | 'log'>;
  readonly resourceId: ResourceId;
  readonly shuffle: Pick<
    ShuffleEnvironment,
    'openTaskChannels' | 'closeTaskChannels' | 'networkMetrics' | 'sendTaskEvent' | 'taskEvents'
  >;
  readonly threads: TaskThreads;
  readonly modules: JobModules;
  readonly watch: TaskWatch;
};

type Running = {
  readonly thread: TaskThread;
  readonly channels: TaskChannels;
  readonly metrics: SharedArrayBuffer;
  readonly group: TaskMetricGroup;
};

export class ThreadTask implements DeployedTask, WatchedTask {
  readonly #around: ThreadTaskSurroundings;
  readonly #request: DeploymentRequest;
  readonly #listener: DeployedTaskListener;
  #running: Running | undefined;
  #canceled = false;
  #terminating = false;
  #over = false;
  #lastIo: TaskIoMetrics = NO_TASK_IO;

  constructor(around: ThreadTaskSurroundings, request: DeploymentRequest, listener: DeployedTaskListener) {
    this.#around = around;
    this.#request = request;
    this.#listener = listener;
  }

  /** Names the task's channels at the shuffle environment, while they are open. */
  get channelsId(): number | undefined {
    return this.#running?.channels.id;
  }

  /** Never rejects: what goes wrong is the task's failure. */
  async start(): Promise<void> {
    const { modules } = this.#around;
    const { descriptor, blobServer } = this.#request;
    try {
      const moduleUrl = await modules.urlOf(descriptor.module, descriptor.jobId, blobServer);
      if (this.#canceled || this.#terminating) return this.#end('CANCELED');
      this.#post(moduleUrl);
    } catch (error) {
      this.#end('FAILED', this.#coded(error));
    }
  }

  cancel(): void {
    this.#canceled = true;
    this.#running?.thread.post({ type: 'cancel', taskId: this.#request.descriptor.attemptId });
  }

  triggerCheckpoint(checkpointId: number, timestampMs: number, options: CheckpointOptions): void {
    const { attemptId: taskId } = this.#request.descriptor;
    if (this.#running === undefined) {
      const reason = 'the task has not begun, or has ended';
      this.#listener.checkpointReported({ type: 'declineCheckpoint', checkpointId, reason });
      return;
    }
    const barrier = createBarrier(checkpointId, timestampMs, options);
    this.#running.thread.post({ type: 'triggerCheckpoint', taskId, barrier });
  }

  terminateThread(): void {
    this.#terminating = true;
    if (this.#running === undefined) this.#end('CANCELED');
    else void this.#running.thread.terminate();
  }

  channelFailed(error: StreamErrorJson): void {
    if (!this.#over) this.#listener.broken(error);
  }

  /** Never rejects: what cannot be found out is the task's failure. */
  async partitionMissing(missing: MissingPartition): Promise<void> {
    const verdict = await askForProducer(missing, (partition) => this.#listener.producerState(partition));
    if (this.#over) return;
    if (verdict === 'mayCome') missing.requestAgain();
    else this.#listener.broken(verdict);
  }

  io(): TaskIoMetrics {
    const running = this.#running;
    if (running === undefined) return this.#lastIo;
    return readTaskMetrics(running.metrics, this.#around.io.clock.wallMs());
  }

  metrics(): Metrics {
    const running = this.#running;
    if (running === undefined) return {};
    const { shuffle, io } = this.#around;
    return {
      ...running.group.metrics(io.clock.wallMs()),
      ...shuffle.networkMetrics(running.channels.id),
    };
  }

  measureMailboxLatency(): void {
    const { attemptId: taskId } = this.#request.descriptor;
    const sentWallMs = this.#around.io.clock.wallMs();
    this.#running?.thread.post({ type: 'measureMailboxLatency', taskId, sentWallMs });
  }

  sampleMetrics(): void {
    this.#running?.group.sample(this.#around.io.clock.wallMs());
  }

  #post(moduleUrl: string): void {
    const { shuffle, resourceId } = this.#around;
    const { descriptor } = this.#request;
    const { attemptId, taskName, jobId } = descriptor;
    const { slotIndex } = this.#request;
    // The channels first: a task that gets no buffers needs no thread.
    const channels = shuffle.openTaskChannels(createChannelsPlan(descriptor, resourceId));
    const thread = this.#threadOr(() => this.#closeChannels(channels, 'FAILED'));
    const metrics = createTaskMetricsBlock();
    const group = new TaskMetricGroup(metrics);
    this.#running = { thread, channels, metrics, group };
    this.#around.watch.add(this);
    const look = (): TaskOnThread => ({
      name: taskName,
      jobId,
      slotIndex,
      activity: taskPhaseOf(metrics),
      activitySinceMs: taskPhaseSinceOf(metrics),
      waitsFor: taskWaitOf(metrics),
      jobBuilds: jobBuildsOf(metrics),
    });
    thread.addTask(attemptId, look, {
      received: (message) => this.#received(message),
      checkpointReported: (report) => this.#listener.checkpointReported(report),
      taskEventSent: ({ gateIndex, channelIndex, event }) =>
        shuffle.sendTaskEvent(channels.id, gateIndex, channelIndex, event),
      lost: (reason) => this.#threadLost(thread, reason),
    });
    for (const { partitionId } of channels.partitions) {
      shuffle.taskEvents.subscribe(partitionId, (event) =>
        thread.post({ type: 'taskEventReceived', taskId: attemptId, partitionId, event }),
      );
    }
    thread.post({ type: 'deploy', plan: createTaskPlan(descriptor, moduleUrl), channels, metrics });
  }

  #received({ state, error }: Extract<TaskThreadToMain, { readonly type: 'taskState' }>): void {
    if (state === 'INITIALIZING' || state === 'RUNNING') this.#listener.stateChanged(state);
    else this.#end(state, error);
  }

  #threadLost(thread: TaskThread, reason: string): void {
    const { taskName } = this.#request.descriptor;
    const details = { thread: thread.name, task: taskName, reason };
    const error = streamError('TASK_THREAD_LOST', details).toJSON();
    if (!this.#terminating) this.#around.io.log.error(details, 'task thread ended unexpectedly');
    this.#end('FAILED', error);
  }

  #end(state: ReportedTaskState, error?: StreamErrorJson): void {
    if (this.#over) return;
    this.#over = true;
    this.#around.watch.remove(this);
    void this.#release(state).then(() => this.#listener.stateChanged(state, error));
  }

  async #release(state: ReportedTaskState): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#lastIo = this.io();
    this.#closeChannels(running.channels, state);
    await running.thread.removeTask(this.#request.descriptor.attemptId);
    this.#running = undefined;
  }

  /** Not waited for: segments come home when the network thread or a consumer has let go of them. */
  #closeChannels(channels: TaskChannels, state: ReportedTaskState): void {
    const { shuffle, io } = this.#around;
    const { taskName } = this.#request.descriptor;
    const outcome =
      state === 'FINISHED'
        ? ({ kind: 'finished' } as const)
        : ({ kind: 'failed', reason: `${taskName} is ${state}` } as const);
    shuffle
      .closeTaskChannels(channels, outcome)
      .catch((error: unknown) => io.log.error({ task: taskName, error }, 'closing task channels failed'));
  }

  #threadOr(failed: () => void): TaskThread {
    try {
      return this.#around.threads.threadFor(this.#request.descriptor.taskName, this.#request.slotIndex);
    } catch (error) {
      failed();
      throw error;
    }
  }

  #coded(error: unknown): StreamErrorJson {
    if (isStreamError(error)) return error.toJSON();
    const reason = error instanceof Error ? error.message : String(error);
    const details = { task: this.#request.descriptor.taskName, reason };
    return streamError('TASK_SUBMISSION_FAILED', details, error).toJSON();
  }
}

function createBarrier(
  checkpointId: number,
  timestampMs: number,
  { alignment, alignedCheckpointTimeoutMs = Infinity }: CheckpointOptions,
): CheckpointBarrier {
  return {
    kind: 'checkpointBarrier',
    checkpointId,
    timestampMs,
    snapshot: 'checkpoint',
    alignment,
    alignedTimeoutMs: alignedCheckpointTimeoutMs,
  };
}
