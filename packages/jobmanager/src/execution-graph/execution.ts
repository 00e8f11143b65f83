/** One attempt of one subtask, as the JobMaster sees it: state with its times, slot, figures, cause of failure.
 *  Path: the scheduler signals decisions, the JobMaster signals the TaskManager's reports; `execution-machine.ts`
 *  decides, this object keeps. Invariant: the listener hears every change of state, once, after it happened.
 *  Source: Flink's Execution. */
import type { ExecutionAttemptId, JobVertexId, StreamErrorJson } from '@rivulet/runtime/base';
import type { ExecutionState } from '@rivulet/runtime/graph';
import type { Clock } from '@rivulet/runtime/io';
import { type ExecutionInfo, type Metrics, NO_TASK_IO, type TaskIoMetrics } from '@rivulet/runtime/rpc';
import type { AllocatedSlot } from '../slots/index.ts';
import { type ExecutionSignal, stepExecution } from './execution-machine.ts';

export type ExecutionListener = {
  executionChanged(execution: Execution, from: ExecutionState): void;
  /** The TaskManager that holds the task is to be told. */
  cancelTask(execution: Execution): void;
};

export type ExecutionPlace = {
  readonly attemptId: ExecutionAttemptId;
  readonly attemptNumber: number;
  readonly vertexId: JobVertexId;
  readonly subtaskIndex: number;
  /** `Source: text -> flat-map (1/2)#0`. */
  readonly taskName: string;
};

export class Execution {
  readonly place: ExecutionPlace;
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly #listener: ExecutionListener;
  #state: ExecutionState = 'CREATED';
  #stateTimestamps: Partial<Record<ExecutionState, number>>;
  #slot: AllocatedSlot | undefined;
  #io: TaskIoMetrics = NO_TASK_IO;
  #metrics: Metrics = {};
  #error: StreamErrorJson | undefined;

  constructor(clock: Pick<Clock, 'wallMs'>, place: ExecutionPlace, listener: ExecutionListener) {
    this.#clock = clock;
    this.place = place;
    this.#listener = listener;
    this.#stateTimestamps = { CREATED: clock.wallMs() };
  }

  get state(): ExecutionState {
    return this.#state;
  }

  get slot(): AllocatedSlot | undefined {
    return this.#slot;
  }

  /** The cause, when this attempt failed. */
  get error(): StreamErrorJson | undefined {
    return this.#error;
  }

  assign(slot: AllocatedSlot): void {
    this.#slot = slot;
  }

  /** Figures only grow: a report that was overtaken changes nothing. */
  updateIo(io: TaskIoMetrics): void {
    if (io.numRecordsIn + io.numRecordsOut >= this.#io.numRecordsIn + this.#io.numRecordsOut) this.#io = io;
  }

  updateMetrics(metrics: Metrics): void {
    this.#metrics = metrics;
  }

  /** @returns false when the signal makes no sense in the present state */
  signal(signal: ExecutionSignal, error?: StreamErrorJson): boolean {
    const from = this.#state;
    const { state, effects } = stepExecution(from, signal);
    if (state !== from) {
      this.#state = state;
      this.#stateTimestamps = { ...this.#stateTimestamps, [state]: this.#clock.wallMs() };
      if (state === 'FAILED') this.#error = error;
      this.#listener.executionChanged(this, from);
    }
    if (effects.includes('cancelTask')) this.#listener.cancelTask(this);
    return !effects.includes('refuse');
  }

  info(): ExecutionInfo {
    const { attemptId, attemptNumber, subtaskIndex } = this.place;
    const slot = this.#slot;
    return {
      attemptId,
      attemptNumber,
      subtaskIndex,
      state: this.#state,
      stateTimestamps: this.#stateTimestamps,
      ...(slot === undefined
        ? {}
        : {
            taskManagerId: slot.taskManager.resourceId,
            endpoint: `${slot.taskManager.dataAddress.host}:${slot.taskManager.dataAddress.port}`,
          }),
      io: this.#io,
      metrics: this.#metrics,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }
}
