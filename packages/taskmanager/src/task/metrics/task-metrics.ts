/** Keeps a task's figures in its shared block and its time in one of four phases.
 *  Path: stream task, mailbox processor → **task metrics** → shared block → read-task-metrics.ts on the main thread.
 *  Invariant: exactly one phase runs, so a millisecond is idle, back-pressured (soft or hard) or busy, never two of
 *  them. Mails run as `busy`. Source: Flink's TaskIOMetricGroup and TimerGauge. */
import type { Clock } from '@rivulet/runtime/io';
import type { PeriodTimer } from '../mailbox/index.ts';
import {
  latencyIndex,
  TASK_FIGURE,
  TASK_PHASES,
  TASK_WAITS,
  type TaskPhase,
  type TaskWait,
} from './task-metrics-block.ts';

export type TaskCounters = {
  readonly recordsIn: number;
  readonly recordsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly buffersIn: number;
  readonly buffersOut: number;
  readonly mailsQueued: number;
  readonly mailsProcessed: number;
};

const SUM_OF_PHASE: Readonly<Record<TaskPhase, number | undefined>> = {
  initial: undefined,
  idle: TASK_FIGURE.idleTimeMs,
  softBackPressured: TASK_FIGURE.softBackPressuredTimeMs,
  hardBackPressured: TASK_FIGURE.hardBackPressuredTimeMs,
  busy: TASK_FIGURE.busyTimeMs,
};

const MAX_OF_PHASE: Readonly<Partial<Record<TaskPhase, number>>> = {
  softBackPressured: TASK_FIGURE.maxSoftBackPressuredTimeMs,
  hardBackPressured: TASK_FIGURE.maxHardBackPressuredTimeMs,
};

export class TaskMetrics {
  /** Runs while the default action is suspended for want of input. */
  readonly idleTimer: PeriodTimer = this.#timerOf('idle');
  /** Runs while it is suspended because an output is full; mails still run. */
  readonly softBackPressureTimer: PeriodTimer = this.#timerOf('softBackPressured');
  /** Runs while a record in progress waits for a segment; nothing else of the task runs. */
  readonly hardBackPressureTimer: PeriodTimer = this.#timerOf('hardBackPressured');
  readonly #clock: Clock;
  readonly #figures: Float64Array;
  #phase: TaskPhase = 'initial';
  #phaseSinceMs = 0;
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

  enter(phase: TaskPhase, nowMs: number): void {
    this.advance(nowMs);
    this.#noteLongest(nowMs - this.#phaseSinceMs);
    const wallMs = this.#clock.wallMs();
    if (this.#figures[TASK_FIGURE.runningSinceWallMs] === 0)
      this.#figures[TASK_FIGURE.runningSinceWallMs] = wallMs;
    this.#phase = phase;
    this.#phaseSinceMs = nowMs;
    this.#figures[TASK_FIGURE.phase] = TASK_PHASES.indexOf(phase);
    this.#figures[TASK_FIGURE.phaseSinceWallMs] = wallMs;
  }

  /** Before each sleep: what would end it. */
  waitFor(what: TaskWait): void {
    this.#figures[TASK_FIGURE.waitsFor] = TASK_WAITS.indexOf(what);
  }

  /** A probe mail has waited this long. */
  addMailboxLatency(latencyMs: number): void {
    const count = this.#figures[TASK_FIGURE.mailboxLatencies] ?? 0;
    this.#figures[latencyIndex(count)] = latencyMs;
    this.#figures[TASK_FIGURE.mailboxLatencies] = count + 1;
  }

  publishCheckpoint(metrics: {
    readonly checkpointStartDelayNanos: number;
    readonly alignmentDurationNanos: number;
  }): void {
    this.#figures[TASK_FIGURE.checkpointStartDelayNanos] = metrics.checkpointStartDelayNanos;
    this.#figures[TASK_FIGURE.checkpointAlignmentTime] = metrics.alignmentDurationNanos;
  }

  publish(counters: TaskCounters): void {
    const figures = this.#figures;
    figures[TASK_FIGURE.numRecordsIn] = counters.recordsIn;
    figures[TASK_FIGURE.numRecordsOut] = counters.recordsOut;
    figures[TASK_FIGURE.numBytesIn] = counters.bytesIn;
    figures[TASK_FIGURE.numBytesOut] = counters.bytesOut;
    figures[TASK_FIGURE.numBuffersIn] = counters.buffersIn;
    figures[TASK_FIGURE.numBuffersOut] = counters.buffersOut;
    figures[TASK_FIGURE.mailboxQueueSize] = counters.mailsQueued;
    figures[TASK_FIGURE.mailboxMails] = counters.mailsProcessed;
  }

  #noteLongest(periodMs: number): void {
    const max = MAX_OF_PHASE[this.#phase];
    if (max === undefined) return;
    const figures = this.#figures;
    const epoch = figures[TASK_FIGURE.sampleEpoch] ?? 0;
    if (figures[TASK_FIGURE.maxEpoch] !== epoch) {
      figures[TASK_FIGURE.maxSoftBackPressuredTimeMs] = 0;
      figures[TASK_FIGURE.maxHardBackPressuredTimeMs] = 0;
      figures[TASK_FIGURE.maxEpoch] = epoch;
    }
    figures[max] = Math.max(figures[max] ?? 0, periodMs);
  }

  #timerOf(phase: TaskPhase): PeriodTimer {
    return {
      markStart: (nowMs) => this.enter(phase, nowMs),
      markEnd: (nowMs) => this.enter('busy', nowMs),
    };
  }
}
