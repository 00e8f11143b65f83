/** The two calls that start and stop a task, with what happens when a TaskManager does not do as told.
 *  Path: scheduler → **task calls** → TaskExecutor. Invariant: every execution told to cancel ends within
 *  `tries × timeout`, by its TaskManager's report or by this file. Source: Flink's Execution.deploy and cancel. */
import { type FencingToken, isStreamError, streamError, type StreamErrorJson } from '@rivulet/runtime/base';
import type { Logger } from '@rivulet/runtime/io';
import {
  type CheckpointInfo,
  type MainThread,
  type TaskDeploymentDescriptor,
  withTimeout,
} from '@rivulet/runtime/rpc';
import type { Execution } from '../execution-graph/index.ts';
import type { TaskManagerTable } from './task-manager-table.ts';

// Two tries of two seconds: a job is CANCELED within 5 s, whatever its TaskManagers do.
const CANCEL_TIMEOUT_MS = 2_000;
const CANCEL_TRIES = 2;

export class TaskCalls {
  readonly #mainThread: MainThread;
  readonly #taskManagers: TaskManagerTable;
  readonly #jobMasterId: FencingToken;
  readonly #log: Logger;

  constructor(
    mainThread: MainThread,
    taskManagers: TaskManagerTable,
    jobMasterId: FencingToken,
    log: Logger,
  ) {
    this.#mainThread = mainThread;
    this.#taskManagers = taskManagers;
    this.#jobMasterId = jobMasterId;
    this.#log = log;
  }

  submit(execution: Execution, descriptor: TaskDeploymentDescriptor): void {
    const taskManager = this.#taskManagerOf(execution);
    if (taskManager === undefined) {
      execution.signal('fail', deploymentError(execution, 'it is not connected any more'));
      return;
    }
    taskManager.gateway
      .submitTask(descriptor, this.#jobMasterId)
      .catch((error: unknown) =>
        this.#mainThread.runAsync(() => execution.signal('fail', deploymentError(execution, error))),
      );
  }

  /** Asks the task to begin the checkpoint's barrier. Rejects when it cannot be asked. */
  async triggerCheckpoint(execution: Execution, checkpoint: CheckpointInfo): Promise<void> {
    const { attemptId, taskName } = execution.place;
    const taskManager = this.#taskManagerOf(execution);
    if (taskManager === undefined) throw streamError('TASK_NOT_FOUND', { attemptId, taskManager: taskName });
    const { checkpointId, triggeredAtMs, options } = checkpoint;
    await taskManager.gateway.triggerCheckpoint(attemptId, checkpointId, triggeredAtMs, options);
  }

  cancel(execution: Execution, tries: number = CANCEL_TRIES): void {
    const taskManager = this.#taskManagerOf(execution);
    if (taskManager === undefined) {
      // Nobody is left to report the end.
      execution.signal('fail');
      return;
    }
    withTimeout(taskManager.gateway, CANCEL_TIMEOUT_MS)
      .cancelTask(execution.place.attemptId)
      .catch((error: unknown) =>
        this.#mainThread.runAsync(() => this.#cancelFailed(execution, tries - 1, error)),
      );
  }

  #cancelFailed(execution: Execution, triesLeft: number, error: unknown): void {
    if (execution.state !== 'CANCELING') return;
    const { taskName } = execution.place;
    this.#log.warn({ task: taskName, triesLeft, error }, 'cancelling a task failed');
    if (triesLeft > 0) {
      this.cancel(execution, triesLeft);
    } else if (isSilence(error) && execution.slot !== undefined) {
      this.#taskManagers.lose(
        execution.slot.taskManager.resourceId,
        `it did not answer cancelTask for ${taskName}`,
      );
    } else {
      // It answered that it cannot: it does not run the task.
      execution.signal('fail');
    }
  }

  #taskManagerOf({ slot }: Execution): ReturnType<TaskManagerTable['get']> {
    return slot === undefined ? undefined : this.#taskManagers.get(slot.taskManager.resourceId);
  }
}

function deploymentError(execution: Execution, error: unknown): StreamErrorJson {
  // A coded answer of the TaskManager says more than we could.
  if (isStreamError(error) && !isSilence(error)) return error.toJSON();
  return streamError(
    'TASK_DEPLOYMENT_FAILED',
    {
      task: execution.place.taskName,
      taskManager: execution.slot?.taskManager.resourceId ?? 'unknown',
      reason: error instanceof Error ? error.message : String(error),
    },
    error,
  ).toJSON();
}

function isSilence(error: unknown): boolean {
  return isStreamError(error, 'ASK_TIMEOUT') || isStreamError(error, 'RECIPIENT_UNREACHABLE');
}
