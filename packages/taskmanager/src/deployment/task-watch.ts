/** Looks at every running task in turn: a probe mail each second, a sample of its figures every five.
 *  Path: timers of the main thread → **task watch** → probes through the threads' ports, samples from shared memory.
 *  Invariant: without tasks there is no timer. Source: Flink's ViewUpdater and mailbox latency probe. */
import type { TimerHandle, Timers } from '@rivulet/runtime/io';

export type WatchedTask = {
  /** Asks how long a mail waits in the task's mailbox. */
  measureMailboxLatency(): void;
  sampleMetrics(): void;
};

const PROBE_INTERVAL_MS = 1_000;
const PROBES_PER_SAMPLE = 5;

export class TaskWatch {
  readonly #timers: Timers;
  readonly #tasks = new Set<WatchedTask>();
  #timer: TimerHandle | undefined;
  #probes = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  add(task: WatchedTask): void {
    this.#tasks.add(task);
    this.#timer ??= this.#timers.after(PROBE_INTERVAL_MS, () => this.#look());
  }

  remove(task: WatchedTask): void {
    this.#tasks.delete(task);
    if (this.#tasks.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #look(): void {
    this.#timer = this.#timers.after(PROBE_INTERVAL_MS, () => this.#look());
    this.#probes++;
    for (const task of this.#tasks) {
      task.measureMailboxLatency();
      if (this.#probes % PROBES_PER_SAMPLE === 0) task.sampleMetrics();
    }
  }
}
