/** A task's figures as the main thread sees them, at any time and without asking the task.
 *  Path: shared block → **read** → TaskExecutor's reports; sampled for rates by task-rates.ts. */
import { TASK_FIGURE, TASK_PHASES, TASK_WAITS, type TaskPhase, type TaskWait } from './task-metrics-block.ts';

/** Counters and sums; they only grow. */
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

/** @param nowWallMs adds the time a sleeping task has slept so far */
export function readTaskMetrics(block: SharedArrayBuffer, nowWallMs: number): TaskIoFigures {
  const figures = new Float64Array(block);
  const at = (index: number): number => figures[index] ?? 0;
  const phase = taskPhaseOf(block);
  const asleepMs = Math.max(0, nowWallMs - at(TASK_FIGURE.phaseSinceWallMs));
  const backPressuredTimeMs =
    at(TASK_FIGURE.softBackPressuredTimeMs) + at(TASK_FIGURE.hardBackPressuredTimeMs);
  return {
    numRecordsIn: at(TASK_FIGURE.numRecordsIn),
    numRecordsOut: at(TASK_FIGURE.numRecordsOut),
    numBytesIn: at(TASK_FIGURE.numBytesIn),
    numBytesOut: at(TASK_FIGURE.numBytesOut),
    numBuffersIn: at(TASK_FIGURE.numBuffersIn),
    numBuffersOut: at(TASK_FIGURE.numBuffersOut),
    idleTimeMs: Math.round(at(TASK_FIGURE.idleTimeMs) + (phase === 'idle' ? asleepMs : 0)),
    backPressuredTimeMs: Math.round(backPressuredTimeMs + (isBackPressured(phase) ? asleepMs : 0)),
    busyTimeMs: Math.round(at(TASK_FIGURE.busyTimeMs)),
  };
}

/** For listings: is the task idle, held up by its consumers, or working? */
export function taskPhaseOf(block: SharedArrayBuffer): TaskPhase {
  return TASK_PHASES[new Float64Array(block)[TASK_FIGURE.phase] ?? 0] ?? 'initial';
}

/** `clock.wallMs()` since when that phase lasts; 0 before the task runs. */
export function taskPhaseSinceOf(block: SharedArrayBuffer): number {
  return new Float64Array(block)[TASK_FIGURE.phaseSinceWallMs] ?? 0;
}

/** What an idle task waits for; undefined for one that is not idle. */
export function taskWaitOf(block: SharedArrayBuffer): TaskWait | undefined {
  if (taskPhaseOf(block) !== 'idle') return undefined;
  return TASK_WAITS[new Float64Array(block)[TASK_FIGURE.waitsFor] ?? 0];
}

/** How often the job's build function ran for the task: 0 when it ran on the thread for another task of the job. */
export function jobBuildsOf(block: SharedArrayBuffer): number {
  return new Float64Array(block)[TASK_FIGURE.jobBuilds] ?? 0;
}

export function isBackPressured(phase: TaskPhase): boolean {
  return phase === 'softBackPressured' || phase === 'hardBackPressured';
}
