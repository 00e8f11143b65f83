/** The figures of one task in shared memory: the task thread writes, the main thread reads whenever it likes.
 *  Neither waits for the other, so looking at a busy (or stuck) task costs it nothing.
 *  Invariant: one writer; every figure but the phase only grows. Names are Flink's. */

export type TaskIoFigures = {
  readonly numRecordsIn: number;
  readonly numRecordsOut: number;
  readonly numBytesIn: number;
  readonly numBytesOut: number;
  readonly numBuffersIn: number;
  readonly numBuffersOut: number;
  readonly idleTimeMs: number;
  readonly backPressuredTimeMs: number;
  readonly busyTimeMs: number;
};

/** Index of each figure in the block, one float64 each. */
export const TASK_FIGURE = {
  numRecordsIn: 0,
  numRecordsOut: 1,
  numBytesIn: 2,
  numBytesOut: 3,
  numBuffersIn: 4,
  numBuffersOut: 5,
  idleTimeMs: 6,
  backPressuredTimeMs: 7,
  busyTimeMs: 8,
  /** What the task does right now: one of `TASK_PHASES` by index. */
  phase: 9,
  /** `clock.wallMs()` since when an idle or back-pressured task sleeps: that time is not yet in the sums above. */
  phaseSinceWallMs: 10,
} as const;

/** `initial` = not running yet (or no longer); the others have a sum of their own. */
export const TASK_PHASES = ['initial', 'idle', 'backPressured', 'busy'] as const;
export type TaskPhase = (typeof TASK_PHASES)[number];

const FIGURE_COUNT = 16;

/** Made by main at deployment and sent along with the plan. */
export function createTaskMetricsBlock(): SharedArrayBuffer {
  return new SharedArrayBuffer(FIGURE_COUNT * Float64Array.BYTES_PER_ELEMENT);
}

/** @param nowWallMs adds the time a sleeping task has slept so far */
export function readTaskMetrics(block: SharedArrayBuffer, nowWallMs: number): TaskIoFigures {
  const figures = new Float64Array(block);
  const at = (index: number): number => figures[index] ?? 0;
  const phase = taskPhaseOf(block);
  const asleepMs = Math.max(0, nowWallMs - at(TASK_FIGURE.phaseSinceWallMs));
  return {
    numRecordsIn: at(TASK_FIGURE.numRecordsIn),
    numRecordsOut: at(TASK_FIGURE.numRecordsOut),
    numBytesIn: at(TASK_FIGURE.numBytesIn),
    numBytesOut: at(TASK_FIGURE.numBytesOut),
    numBuffersIn: at(TASK_FIGURE.numBuffersIn),
    numBuffersOut: at(TASK_FIGURE.numBuffersOut),
    idleTimeMs: Math.round(at(TASK_FIGURE.idleTimeMs) + (phase === 'idle' ? asleepMs : 0)),
    backPressuredTimeMs: Math.round(
      at(TASK_FIGURE.backPressuredTimeMs) + (phase === 'backPressured' ? asleepMs : 0),
    ),
    busyTimeMs: Math.round(at(TASK_FIGURE.busyTimeMs)),
  };
}

/** For listings: is the task idle, held up by its consumers, or working? */
export function taskPhaseOf(block: SharedArrayBuffer): TaskPhase {
  return TASK_PHASES[new Float64Array(block)[TASK_FIGURE.phase] ?? 0] ?? 'initial';
}
