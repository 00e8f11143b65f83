/** Sends the barriers of a job's checkpoints on their way and waits until every task has told what became of them.
 *  Path: trigger (a person, by REST) → **coordinator** → triggerCheckpoint at each task where barriers begin → barriers
 *  through all channels → acknowledgeCheckpoint or declineCheckpoint of each task → **coordinator**.
 *  So far a checkpoint is a marker: nothing is stored, what is learned is how long the barriers took.
 *  Invariant: one checkpoint is under way at most; each ends once, as COMPLETED or FAILED.
 *  Source: Flink's CheckpointCoordinator and PendingCheckpoint, without state and without a timer of its own. */
import { assert, type ExecutionAttemptId, streamError } from '@rivulet/runtime/base';
import type { JobGraph } from '@rivulet/runtime/graph';
import type { Clock, TimerHandle } from '@rivulet/runtime/io';
import type {
  CheckpointInfo,
  CheckpointMetrics,
  CheckpointOptions,
  MainThread,
  SubtaskCheckpointInfo,
} from '@rivulet/runtime/rpc';
import type { Execution, ExecutionGraph } from '../execution-graph/index.ts';
import { barrierOrigins } from './barrier-origins.ts';

/** Flink's execution.checkpointing.timeout and web.checkpoints.history. */
const CHECKPOINT_TIMEOUT_MS = 600_000;
const HISTORY_MAX = 10;

export type CheckpointCoordinatorOptions = {
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly mainThread: Pick<MainThread, 'runAsync' | 'scheduleRunAsync'>;
  readonly graph: ExecutionGraph;
  readonly jobGraph: JobGraph;
  newTriggerId(): string;
  /** Asks the task to send the barrier; rejects when it cannot be asked. */
  triggerTask(execution: Execution, checkpoint: CheckpointInfo): Promise<void>;
  ended(checkpoint: CheckpointInfo): void;
};

export class CheckpointCoordinator {
  readonly #options: CheckpointCoordinatorOptions;
  /** The newest first; only the first may be under way. */
  readonly #history: CheckpointInfo[] = [];
  #nextId = 1;
  #timeout: TimerHandle | undefined;

  constructor(options: CheckpointCoordinatorOptions) {
    this.#options = options;
  }

  get checkpoints(): readonly CheckpointInfo[] {
    return [...this.#history];
  }

  /** @throws CHECKPOINT_NOT_TRIGGERED */
  trigger(options: CheckpointOptions): CheckpointInfo {
    const { graph, jobGraph, clock, mainThread } = this.#options;
    const obstacle = this.#obstacle();
    if (obstacle !== undefined) throw streamError('CHECKPOINT_NOT_TRIGGERED', { reason: obstacle });
    const running = graph.executions().filter(({ state }) => state === 'RUNNING');
    const checkpoint: CheckpointInfo = {
      checkpointId: this.#nextId++,
      triggerId: this.#options.newTriggerId(),
      status: 'IN_PROGRESS',
      options,
      triggeredAtMs: clock.wallMs(),
      subtasks: running.map(({ place: { vertexId, attemptId, subtaskIndex } }) => ({
        vertexId,
        attemptId,
        subtaskIndex,
      })),
    };
    this.#history.unshift(checkpoint);
    this.#history.splice(HISTORY_MAX);
    this.#timeout = mainThread.scheduleRunAsync(CHECKPOINT_TIMEOUT_MS, () =>
      this.#fail(checkpoint.checkpointId, `not complete after ${CHECKPOINT_TIMEOUT_MS} ms`),
    );
    for (const execution of barrierOrigins(graph, jobGraph)) {
      this.#options
        .triggerTask(execution, checkpoint)
        .catch((error: unknown) =>
          mainThread.runAsync(() => this.#declined(checkpoint.checkpointId, execution, messageOf(error))),
        );
    }
    return checkpoint;
  }

  acknowledge(attemptId: ExecutionAttemptId, checkpointId: number, metrics: CheckpointMetrics): void {
    const pending = this.#pending(checkpointId);
    if (pending === undefined) return;
    const atMs = this.#options.clock.wallMs();
    const subtasks = pending.subtasks.map((subtask): SubtaskCheckpointInfo =>
      subtask.attemptId === attemptId ? { ...subtask, acknowledged: { atMs, metrics } } : subtask,
    );
    const isComplete = subtasks.every(({ acknowledged }) => acknowledged !== undefined);
    this.#replace({ ...pending, subtasks, status: isComplete ? 'COMPLETED' : 'IN_PROGRESS' });
  }

  decline(attemptId: ExecutionAttemptId, checkpointId: number, reason: string): void {
    const execution = this.#options.graph.execution(attemptId);
    if (execution !== undefined) this.#declined(checkpointId, execution, reason);
  }

  /** A task that ends without having acknowledged never will. */
  executionEnded({ place, state }: Execution): void {
    const pending = this.#history[0];
    const isAwaited = pending?.subtasks.some(
      ({ attemptId, acknowledged }) => attemptId === place.attemptId && acknowledged === undefined,
    );
    if (pending !== undefined && isAwaited === true)
      this.#fail(pending.checkpointId, `${place.taskName} is ${state}`);
  }

  #declined(checkpointId: number, { place }: Execution, reason: string): void {
    this.#fail(checkpointId, `${place.taskName}: ${reason}`);
  }

  #obstacle(): string | undefined {
    const pending = this.#history[0];
    if (pending?.status === 'IN_PROGRESS') return `checkpoint ${pending.checkpointId} is still in progress`;
    const executions = this.#options.graph.executions();
    const other = executions.find(({ state }) => state !== 'RUNNING' && state !== 'FINISHED');
    if (other !== undefined) return `task ${other.place.taskName} is ${other.state}`;
    return executions.some(({ state }) => state === 'RUNNING') ? undefined : 'no task runs any more';
  }

  #pending(checkpointId: number): CheckpointInfo | undefined {
    const newest = this.#history[0];
    return newest?.checkpointId === checkpointId && newest.status === 'IN_PROGRESS' ? newest : undefined;
  }

  #fail(checkpointId: number, reason: string): void {
    const pending = this.#pending(checkpointId);
    if (pending === undefined) return;
    const failure = { atMs: this.#options.clock.wallMs(), reason };
    this.#replace({ ...pending, status: 'FAILED', failure });
  }

  #replace(checkpoint: CheckpointInfo): void {
    assert(this.#history[0]?.checkpointId === checkpoint.checkpointId, 'only the newest changes');
    this.#history[0] = checkpoint;
    if (checkpoint.status === 'IN_PROGRESS') return;
    this.#timeout?.cancel();
    this.#options.ended(checkpoint);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
