/** Keeps a task's figures in its shared block and its time in one of three phases.
 *  Invariant: exactly one phase runs; `advance` is called with the turn's one clock reading, so every millisecond
 *  between two turns belongs to the phase the first of them left. */
import type { Clock } from '@rivulet/runtime/io';
import { TASK_FIGURE, TASK_PHASES, type TaskPhase } from './task-metrics-block.ts';

export type TaskCounters = {
  readonly recordsIn: number;
  readonly recordsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly buffersIn: number;
  readonly buffersOut: number;
};

const SUM_OF_PHASE: Readonly<Record<TaskPhase, number | undefined>> = {
  initial: undefined,
  idle: TASK_FIGURE.idleTimeMs,
  backPressured: TASK_FIGURE.backPressuredTimeMs,
  busy: TASK_FIGURE.busyTimeMs,
};

export class TaskMetrics {
  readonly #clock: Clock;
  readonly #figures: Float64Array;
  #phase: TaskPhase = 'initial';
  #advancedToMs = 0;

  constructor(clock: Clock, block: SharedArrayBuffer) {
    this.#clock = clock;
    this.#figures = new Float64Array(block);
  }

  /** Gives the time since the last call to the running phase. */
  advance(nowMs: number): void {
    const sum = SUM_OF_PHASE[this.#phase];
    if (sum !== undefined) this.#figures[sum] = (this.#figures[sum] ?? 0) + nowMs - this.#advancedToMs;
    this.#advancedToMs = nowMs;
  }

  enter(phase: TaskPhase): void {
    // A busy task comes by every turn; only the time a thread may sleep through needs its own beginning.
    if (phase === 'busy' && this.#phase === 'busy') return;
    this.#phase = phase;
    this.#figures[TASK_FIGURE.phase] = TASK_PHASES.indexOf(phase);
    this.#figures[TASK_FIGURE.phaseSinceWallMs] = this.#clock.wallMs();
  }

  publish(counters: TaskCounters): void {
    const figures = this.#figures;
    figures[TASK_FIGURE.numRecordsIn] = counters.recordsIn;
    figures[TASK_FIGURE.numRecordsOut] = counters.recordsOut;
    figures[TASK_FIGURE.numBytesIn] = counters.bytesIn;
    figures[TASK_FIGURE.numBytesOut] = counters.bytesOut;
    figures[TASK_FIGURE.numBuffersIn] = counters.buffersIn;
    figures[TASK_FIGURE.numBuffersOut] = counters.buffersOut;
  }
}
