/** When partly filled buffers are shown to their readers: one policy per task instead of a timer thread per output.
 *  While busy, every `bufferTimeoutMs`; before sleeping, at once if the last flush is 0.2 ms old, else the sleep is cut
 *  to that. So a single record is on its way within 0.2 ms, and a stream of them does not wake its reader each time.
 *  A task that sleeps because an output is full is as busy as can be: what it has begun to fill will be full soon, and
 *  to show it early would cost its consumer a whole buffer of credit for a few bytes.
 *  0 flushes every turn; -1 only when a buffer is full. Source: Flink's output flusher (performance.md, D6). */

/** What a task is about to sleep for. */
export type SleepReason = 'input' | 'output';

/** Waking a parked reader costs tens of microseconds: not more often than this. */
const FLUSH_INTERVAL_MIN_MS = 0.2;

export class FlushPolicy {
  readonly #timeoutMs: number;
  readonly #beforeSleepMs: number;
  #lastFlushMs = 0;
  #isDirty = false;
  /** How old the last flush may get during the sleep to come. */
  #intervalMs: number;

  constructor(bufferTimeoutMs: number) {
    this.#timeoutMs = bufferTimeoutMs < 0 ? Infinity : bufferTimeoutMs;
    this.#beforeSleepMs = bufferTimeoutMs < 0 ? Infinity : Math.min(FLUSH_INTERVAL_MIN_MS, bufferTimeoutMs);
    this.#intervalMs = this.#beforeSleepMs;
  }

  /** Call after each turn that worked. @returns whether to flush now */
  afterWork(nowMs: number): boolean {
    this.#isDirty = true;
    return nowMs - this.#lastFlushMs >= this.#timeoutMs;
  }

  /** @returns whether to flush before sleeping; if not, `nextFlushMs` says how long to sleep at most */
  beforeSleep(nowMs: number, reason: SleepReason): boolean {
    this.#intervalMs = reason === 'output' ? this.#timeoutMs : this.#beforeSleepMs;
    return this.#isDirty && nowMs - this.#lastFlushMs >= this.#intervalMs;
  }

  get nextFlushMs(): number {
    return this.#isDirty ? this.#lastFlushMs + this.#intervalMs : Infinity;
  }

  flushed(nowMs: number): void {
    this.#lastFlushMs = nowMs;
    this.#isDirty = false;
  }
}
