/** The figures of one task in shared memory: the task thread writes, the main thread reads whenever it likes.
 *  Neither waits for the other, so looking at a busy (or stuck) task costs it nothing.
 *  Invariant: one writer for each cell (`sampleEpoch` is the reader's); counters and sums only grow.
 *  Names are Flink's. */

/** Index of each figure in the block, one float64 each. */
export const TASK_FIGURE = {
  numRecordsIn: 0,
  numRecordsOut: 1,
  numBytesIn: 2,
  numBytesOut: 3,
  numBuffersIn: 4,
  numBuffersOut: 5,
  idleTimeMs: 6,
  softBackPressuredTimeMs: 7,
  hardBackPressuredTimeMs: 8,
  busyTimeMs: 9,
  /** What the task does right now: one of `TASK_PHASES` by index. */
  phase: 10,
  /** `clock.wallMs()` since when the phase lasts: for an idle or back-pressured task not yet in the sums above. */
  phaseSinceWallMs: 11,
  /** The longest period that ended in the epoch of `maxEpoch`. */
  maxSoftBackPressuredTimeMs: 12,
  maxHardBackPressuredTimeMs: 13,
  maxEpoch: 14,
  /** Counted up by the reader at each sample: from then on the longest period is sought anew. */
  sampleEpoch: 15,
  mailboxQueueSize: 16,
  mailboxMails: 17,
  /** Probe mails measured so far; the last `LATENCY_SAMPLES` of them lie behind the other figures. */
  mailboxLatencies: 18,
  /** Of the last checkpoint. */
  checkpointStartDelayNanos: 19,
  checkpointAlignmentTime: 20,
  /** `clock.wallMs()` when the task began; 0 before. Rates count from then. */
  runningSinceWallMs: 21,
  /** What an idle task waits for: one of `TASK_WAITS` by index. */
  waitsFor: 22,
  /** How often the job's build function ran for the task. */
  jobBuilds: 23,
} as const;

/** `initial` = not running yet (or no longer); the others have a sum of their own. */
export const TASK_PHASES = ['initial', 'idle', 'softBackPressured', 'hardBackPressured', 'busy'] as const;
export type TaskPhase = (typeof TASK_PHASES)[number];

/** `barrier`: channels whose barrier has come stand still and the others are awaited; `timer`: the source says when it
 *  goes on. */
export const TASK_WAITS = ['input', 'barrier', 'timer'] as const;
export type TaskWait = (typeof TASK_WAITS)[number];

const FIGURE_COUNT = 32;
/** With a probe a second, the last minute. */
export const LATENCY_SAMPLES = 60;

/** Made by main at deployment and sent along with the plan. */
export function createTaskMetricsBlock(): SharedArrayBuffer {
  return new SharedArrayBuffer((FIGURE_COUNT + LATENCY_SAMPLES) * Float64Array.BYTES_PER_ELEMENT);
}

/** The job's build function ran on the task's thread to find the task's functions. */
export function countJobBuild(block: SharedArrayBuffer): void {
  const figures = new Float64Array(block);
  figures[TASK_FIGURE.jobBuilds] = (figures[TASK_FIGURE.jobBuilds] ?? 0) + 1;
}

/** Where the n-th probe's latency lies in the block. */
export function latencyIndex(n: number): number {
  return FIGURE_COUNT + (n % LATENCY_SAMPLES);
}
