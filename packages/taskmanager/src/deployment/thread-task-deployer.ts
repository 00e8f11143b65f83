/** Where a control message becomes a running task: the only place that sees both planes.
 *  Path: submitTask → **deployer** → job module fetched → thread → channels opened → `deploy` posted to the thread.
 *  Back: the thread's final state → channels closed → thread ended → final state told to the executor.
 *  Invariant: every deployment ends with one final state, and what it took (thread, doorbell, segments, metrics block)
 *  is given back by then or, for output not yet read, when it has been read. Source: Flink's submitTask. */
import type { JobId, ResourceId, ResultPartitionId } from '@rivulet/runtime/base';
import type { Io } from '@rivulet/runtime/io';
import type { NetworkMetrics, ShuffleEnvironment } from '@rivulet/runtime/network';
import type { ChannelReport, SubpartitionReport, ThreadReport } from '@rivulet/runtime/rpc';
import type { JobModules } from './job-modules.ts';
import type { DeployedTask, DeployedTaskListener, DeploymentRequest, TaskDeployer } from './task-deployer.ts';
import type { TaskThreads } from './task-threads.ts';
import { TaskWatch } from './task-watch.ts';
import { ThreadTask } from './thread-task.ts';

export type ThreadTaskDeployerOptions = {
  readonly io: Pick<Io, 'clock' | 'log' | 'timers'>;
  readonly resourceId: ResourceId;
  readonly shuffle: ShuffleEnvironment;
  readonly threads: TaskThreads;
  readonly modules: JobModules;
};

export class ThreadTaskDeployer implements TaskDeployer, AsyncDisposable {
  readonly #options: ThreadTaskDeployerOptions;
  readonly #watch: TaskWatch;
  readonly #tasks = new Set<ThreadTask>();
  /** Finished output that consumers may still read, by job. */
  readonly #finishedPartitions = new Map<JobId, ResultPartitionId[]>();

  constructor(options: ThreadTaskDeployerOptions) {
    this.#options = options;
    this.#watch = new TaskWatch(options.io.timers);
    options.shuffle.onChannelFailed(({ channelsId, error }) => {
      for (const task of this.#tasks) if (task.channelsId === channelsId) task.channelFailed(error);
    });
    options.shuffle.onPartitionMissing((missing) => {
      for (const task of this.#tasks)
        if (task.channelsId === missing.channelsId) void task.partitionMissing(missing);
    });
  }

  deploy(request: DeploymentRequest, listener: DeployedTaskListener): DeployedTask {
    const { descriptor } = request;
    const task = new ThreadTask({ ...this.#options, watch: this.#watch }, request, {
      broken: (error) => listener.broken(error),
      producerState: (partitionId) => listener.producerState(partitionId),
      checkpointReported: (report) => listener.checkpointReported(report),
      stateChanged: (state, error) => {
        if (state === 'FINISHED' || state === 'CANCELED' || state === 'FAILED') this.#tasks.delete(task);
        if (state === 'FINISHED') this.#remember(descriptor.jobId, descriptor.resultPartitions);
        listener.stateChanged(state, error);
      },
    });
    this.#tasks.add(task);
    void task.start();
    return task;
  }

  networkThreads(): readonly ThreadReport[] {
    const { threadId, osThreadId } = this.#options.shuffle.networkThread;
    const known = osThreadId === undefined ? {} : { osThreadId };
    return [{ name: 'network', threadId, ...known, role: 'network', tasks: [] }];
  }

  threads(): readonly ThreadReport[] {
    return this.#options.threads.reports();
  }

  channels(jobId: JobId): Promise<readonly ChannelReport[]> {
    return Promise.resolve(this.#options.shuffle.channelReports(jobId));
  }

  subpartitions(jobId: JobId): Promise<readonly SubpartitionReport[]> {
    return Promise.resolve(this.#options.shuffle.subpartitionReports(jobId));
  }

  poolMetrics(): NetworkMetrics {
    return this.#options.shuffle.poolMetrics();
  }

  releaseJob(jobId: JobId): void {
    const { shuffle, modules } = this.#options;
    shuffle.releasePartitions(this.#finishedPartitions.get(jobId) ?? [], `job ${jobId} has ended here`);
    this.#finishedPartitions.delete(jobId);
    void modules.release(jobId);
  }

  /** Ends every thread and removes every bundle. Idempotent. */
  async close(): Promise<void> {
    // Also those that still fetch their module: they must not begin behind our back.
    for (const task of this.#tasks) task.terminateThread();
    await this.#options.threads.close();
    await this.#options.modules.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #remember(jobId: JobId, partitions: readonly { readonly partitionId: ResultPartitionId }[]): void {
    const known = this.#finishedPartitions.get(jobId) ?? [];
    this.#finishedPartitions.set(jobId, [...known, ...partitions.map(({ partitionId }) => partitionId)]);
  }
}
