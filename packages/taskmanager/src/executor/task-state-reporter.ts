/** Tells the JobMaster what became of the tasks, one report at a time per task and in order, until it has answered.
 *  Path: task-attempt → **task-state-reporter** → `updateTaskExecutionState` → JobMaster.
 *  Invariant: a report is repeated while the JobMaster only does not answer; an answer that refuses it ends the task,
 *  since the two no longer agree on what runs. */
import { type ExecutionAttemptId, isStreamError, type JobId } from '@rivulet/runtime/base';
import type { Logger } from '@rivulet/runtime/io';
import type { JobMasterGateway, MainThread, TaskExecutionState } from '@rivulet/runtime/rpc';

const RETRY_PAUSE_MS = 1_000;

export type TaskStateListener = {
  /** The JobMaster now connected; while there is none, reports are dropped: its tasks end anyway. */
  gatewayOf(jobId: JobId): Pick<JobMasterGateway, 'updateTaskExecutionState'> | undefined;
  refused(attemptId: ExecutionAttemptId, error: unknown): void;
};

type Report = { readonly jobId: JobId; readonly state: TaskExecutionState };

export class TaskStateReporter {
  readonly #mainThread: MainThread;
  readonly #log: Logger;
  readonly #listener: TaskStateListener;
  readonly #waiting = new Map<ExecutionAttemptId, Report[]>();

  constructor(mainThread: MainThread, log: Logger, listener: TaskStateListener) {
    this.#mainThread = mainThread;
    this.#log = log;
    this.#listener = listener;
  }

  report(jobId: JobId, state: TaskExecutionState): void {
    const report = { jobId, state };
    const queue = this.#waiting.get(state.attemptId);
    if (queue !== undefined) {
      queue.push(report);
      return;
    }
    this.#waiting.set(state.attemptId, [report]);
    this.#send(report);
  }

  #send(report: Report): void {
    const { jobId, state } = report;
    const gateway = this.#listener.gatewayOf(jobId);
    if (gateway === undefined) {
      this.#log.debug({ task: state.attemptId, state: state.state }, 'task state not reported: no JobMaster');
      this.#waiting.delete(state.attemptId);
      return;
    }
    gateway.updateTaskExecutionState(state).then(
      () => this.#mainThread.runAsync(() => this.#next(state.attemptId)),
      (error: unknown) => this.#mainThread.runAsync(() => this.#failed(report, error)),
    );
  }

  #next(attemptId: ExecutionAttemptId): void {
    const queue = this.#waiting.get(attemptId) ?? [];
    queue.shift();
    const [next] = queue;
    if (next === undefined) this.#waiting.delete(attemptId);
    else this.#send(next);
  }

  #failed(report: Report, error: unknown): void {
    const { attemptId, state } = report.state;
    if (isStreamError(error, 'ASK_TIMEOUT') || isStreamError(error, 'RECIPIENT_UNREACHABLE')) {
      this.#log.warn({ task: attemptId, state, error }, 'task state not answered, reporting again');
      this.#mainThread.scheduleRunAsync(RETRY_PAUSE_MS, () => this.#send(report));
      return;
    }
    this.#log.warn({ task: attemptId, state, error }, 'task state refused by the job master');
    this.#next(attemptId);
    this.#listener.refused(attemptId, error);
  }
}
