/** One attempt of one subtask on this TaskManager, from submission to its end.
 *  Path: submitTask → **task-attempt** → deployment → task thread → its reports → **here** → JobMaster.
 *  Everything runs on the executor's main thread; the decisions are task-machine.ts. A task that ignores its
 *  cancellation loses its thread, and the TaskManager lives on (Flink ends the whole process there). */
import { type ResultPartitionId, type StreamErrorJson, streamError } from '@rivulet/runtime/base';
import type { ExecutionState } from '@rivulet/runtime/graph';
import type { TimerHandle } from '@rivulet/runtime/io';
import { initialSnapshot, type MachineSnapshot, step } from '@rivulet/runtime/machine';
import {
  type CheckpointOptions,
  type MainThread,
  type Metrics,
  NO_TASK_IO,
  type TaskDeploymentDescriptor,
  type TaskExecutionState,
  type TaskIoMetrics,
} from '@rivulet/runtime/rpc';
import type { DeployedTask, DeployedTaskListener, ReportedTaskState } from '../deployment/index.ts';
import type { CheckpointReport } from '../task/index.ts';
import { TASK_TABLE, type TaskContext, type TaskEvent, type TaskState } from './task-machine.ts';

export type TaskAttemptListener = {
  /** The JobMaster is to know: a new state, the final one included. */
  report(state: TaskExecutionState): void;
  /** It did not stop when asked; its thread is ended now. */
  stuck(attempt: TaskAttempt): void;
  /** Nothing of the task runs any more; called before the final state is reported. */
  ended(attempt: TaskAttempt): void;
  checkpointReported(report: CheckpointReport): void;
  /** Asks the JobMaster for the producer of a partition that was not found. */
  producerState(partitionId: ResultPartitionId): Promise<ExecutionState>;
};

export class TaskAttempt {
  readonly descriptor: TaskDeploymentDescriptor;
  readonly #mainThread: MainThread;
  readonly #cancellationTimeoutMs: number;
  readonly #listener: TaskAttemptListener;
  #snapshot: MachineSnapshot<TaskState, TaskContext> = initialSnapshot(TASK_TABLE);
  #deployed: DeployedTask | undefined;
  #cancellation: TimerHandle | undefined;

  constructor(
    descriptor: TaskDeploymentDescriptor,
    mainThread: MainThread,
    cancellationTimeoutMs: number,
    listener: TaskAttemptListener,
  ) {
    this.descriptor = descriptor;
    this.#mainThread = mainThread;
    this.#cancellationTimeoutMs = cancellationTimeoutMs;
    this.#listener = listener;
  }

  get state(): TaskState {
    return this.#snapshot.value;
  }

  /** Why it failed, or is failing. */
  get error(): StreamErrorJson | undefined {
    return this.#snapshot.context.error;
  }

  get io(): TaskIoMetrics {
    return this.#deployed?.io() ?? NO_TASK_IO;
  }

  get metrics(): Metrics {
    return this.#deployed?.metrics() ?? {};
  }

  /** @param start hands the task to deployment */
  deploy(start: (listener: DeployedTaskListener) => DeployedTask): void {
    this.#apply({ type: 'deploy' });
    this.#deployed = start({
      stateChanged: (state, error) => this.#mainThread.runAsync(() => this.#stateChanged(state, error)),
      checkpointReported: (report) =>
        this.#mainThread.runAsync(() => this.#listener.checkpointReported(report)),
      producerState: (partitionId) => this.#listener.producerState(partitionId),
      broken: (error) => this.#mainThread.runAsync(() => this.#apply({ type: 'fail', error })),
    });
  }

  /** Idempotent, and without meaning for a task that has ended. */
  cancel(): void {
    this.#apply({ type: 'cancel' });
  }

  /** Ends the task as failed. The first cause stays. */
  fail(error: StreamErrorJson): void {
    this.#apply({ type: 'fail', error });
  }

  triggerCheckpoint(checkpointId: number, timestampMs: number, options: CheckpointOptions): void {
    this.#deployed?.triggerCheckpoint(checkpointId, timestampMs, options);
  }

  /** Ends its thread without asking the task: the TaskManager is leaving. */
  terminateThread(): void {
    this.#deployed?.terminateThread();
  }

  #stateChanged(state: ReportedTaskState, error: StreamErrorJson | undefined): void {
    switch (state) {
      case 'INITIALIZING':
        return this.#apply({ type: 'initializing' });
      case 'RUNNING':
        return this.#apply({ type: 'running' });
      case 'FINISHED':
        return this.#apply({ type: 'finished' });
      case 'CANCELED':
        return this.#apply({ type: 'canceled' });
      case 'FAILED':
        return this.#apply({ type: 'failed', error: error ?? this.#unexplained() });
    }
  }

  #apply(event: TaskEvent): void {
    // What comes after the final state has no cell: a late cancel, a report that crossed it.
    const { snapshot, effects } = step(TASK_TABLE, this.#snapshot, event);
    this.#snapshot = snapshot;
    for (const effect of effects) {
      switch (effect.type) {
        case 'report':
          this.#listener.report(this.#report());
          break;
        case 'cancelOnThread':
          this.#deployed?.cancel();
          this.#cancellation = this.#mainThread.scheduleRunAsync(this.#cancellationTimeoutMs, () =>
            this.#apply({ type: 'stuck' }),
          );
          break;
        case 'terminateThread':
          this.#listener.stuck(this);
          this.#deployed?.terminateThread();
          break;
        case 'ended':
          this.#cancellation?.cancel();
          this.#listener.ended(this);
          break;
      }
    }
  }

  #report(): TaskExecutionState {
    const { error } = this;
    const state = this.state as ExecutionState;
    return {
      attemptId: this.descriptor.attemptId,
      state,
      io: this.io,
      ...(state === 'FAILED' && error !== undefined ? { error } : {}),
    };
  }

  #unexplained(): StreamErrorJson {
    const details = { thread: 'unknown', task: this.descriptor.taskName, reason: 'it gave no cause' };
    return streamError('TASK_THREAD_LOST', details).toJSON();
  }
}
