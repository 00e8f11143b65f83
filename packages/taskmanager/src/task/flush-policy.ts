/** When partly filled buffers are shown to their readers: one policy per task instead of a timer thread per output.
 *  While busy, every `bufferTimeoutMs`; before sleeping, at once if the last flush is 0.2 ms old, else the sleep is cut
 *  to that. So a single record is on its way within 0.2 ms, and a stream of them does not wake its reader each time.
 *  0 flushes every turn; -1 only when a buffer is full. Source: Flink's output flusher (performance.md, D6). */

/** Waking a parked reader costs tens of microseconds: not more often than this. */
const FLUSH_INTERVAL_MIN_MS = 0.2;

export class FlushPolicy {
  readonly #timeoutMs: number;
  readonly #beforeSleepMs: number;
  #lastFlushMs = 0;
  #isDirty = false;

  constructor(bufferTimeoutMs: number) {
    this.#timeoutMs = bufferTimeoutMs < 0 ? Infinity : bufferTimeoutMs;
    this.#beforeSleepMs = bufferTimeoutMs < 0 ? Infinity : Math.min(FLUSH_INTERVAL_MIN_MS, bufferTimeoutMs);
  }

  /** Call after each turn that worked. @returns whether to flush now */
  afterWork(nowMs: number): boolean {
    this.#isDirty = true;
    return nowMs - this.#lastFlushMs >= this.#timeoutMs;
  }

  /** @returns whether to flush before sleeping; if not, `nextFlushMs` says how long to sleep at most */
  beforeSleep(nowMs: number): boolean {
    return this.#isDirty && nowMs - this.#lastFlushMs >= this.#beforeSleepMs;
  }

  get nextFlushMs(): number {
    return this.#isDirty ? this.#lastFlushMs + this.#beforeSleepMs : Infinity;
  }

  flushed(nowMs: number): void {
    this.#lastFlushMs = nowMs;
    this.#isDirty = false;
  }
}
