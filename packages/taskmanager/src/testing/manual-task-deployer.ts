/** Deployment in the hands of a test: tasks do what the test says, and nothing runs. For tests only. */
import type { ExecutionAttemptId, JobId, StreamErrorJson } from '@rivulet/runtime/base';
import {
  type ChannelReport,
  type CheckpointOptions,
  type Metrics,
  NO_TASK_IO,
  type SubpartitionReport,
  type TaskIoMetrics,
  type ThreadReport,
} from '@rivulet/runtime/rpc';
import type { NetworkMetrics } from '@rivulet/runtime/network';
import type {
  DeployedTask,
  DeployedTaskListener,
  DeploymentRequest,
  ReportedTaskState,
  TaskDeployer,
} from '../deployment/index.ts';
import type { CheckpointReport } from '../task/index.ts';

export class ManualTaskDeployer implements TaskDeployer {
  readonly tasks: Map<ExecutionAttemptId, ManualTask> = new Map();
  readonly releasedJobs: JobId[] = [];

  deploy(request: DeploymentRequest, listener: DeployedTaskListener): ManualTask {
    const task = new ManualTask(request, listener);
    this.tasks.set(request.descriptor.attemptId, task);
    return task;
  }

  task(attemptId: ExecutionAttemptId): ManualTask {
    const task = this.tasks.get(attemptId);
    if (task === undefined) throw new Error(`${attemptId} was not deployed`);
    return task;
  }

  networkThreads(): readonly ThreadReport[] {
    return [{ name: 'network', threadId: 1, role: 'network', tasks: [] }];
  }

  threads(): readonly ThreadReport[] {
    return [...this.tasks.values()].map(({ request }, index) => {
      const { slotIndex, descriptor } = request;
      const { taskName, jobId } = descriptor;
      const task = {
        name: taskName,
        jobId,
        slotIndex,
        activity: 'busy',
        activitySinceMs: 0,
        jobBuilds: 1,
      } as const;
      return { name: taskName, threadId: index + 1, role: 'task', tasks: [task] };
    });
  }

  channels(): Promise<readonly ChannelReport[]> {
    return Promise.resolve([]);
  }

  subpartitions(): Promise<readonly SubpartitionReport[]> {
    return Promise.resolve([]);
  }

  poolMetrics(): NetworkMetrics {
    return { 'Shuffle.Netty.TotalMemorySegments': 2_048 };
  }

  releaseJob(jobId: JobId): void {
    this.releasedJobs.push(jobId);
  }
}

export class ManualTask implements DeployedTask {
  readonly request: DeploymentRequest;
  readonly #listener: DeployedTaskListener;
  /** What it was asked. */
  readonly asked: ('cancel' | 'terminateThread')[] = [];
  readonly barriers: string[] = [];
  /** A task that obeys ends when it is asked to. */
  obeys = true;

  constructor(request: DeploymentRequest, listener: DeployedTaskListener) {
    this.request = request;
    this.#listener = listener;
  }

  cancel(): void {
    this.asked.push('cancel');
    if (this.obeys) this.becomes('CANCELED');
  }

  triggerCheckpoint(checkpointId: number, timestampMs: number, { alignment }: CheckpointOptions): void {
    this.barriers.push(`${checkpointId} of ${timestampMs}, ${alignment}`);
  }

  reports(report: CheckpointReport): void {
    this.#listener.checkpointReported(report);
  }

  terminateThread(): void {
    this.asked.push('terminateThread');
    this.becomes('FAILED');
  }

  io(): TaskIoMetrics {
    return { ...NO_TASK_IO, numRecordsIn: 7 };
  }

  metrics(): Metrics {
    return { 'buffers.inPoolUsage': 0.5 };
  }

  becomes(state: ReportedTaskState, error?: StreamErrorJson): void {
    this.#listener.stateChanged(state, error);
  }

  breaks(error: StreamErrorJson): void {
    this.#listener.broken(error);
  }
}
