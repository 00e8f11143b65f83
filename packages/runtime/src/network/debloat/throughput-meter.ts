/** Bytes per second of a gate, over the time in which it had data: what it could do, not what it was offered.
 *  Fed with times that its task has read anyway; it reads no clock. Source: Flink's ThroughputCalculator. */

const NOT_MEASURING = -1;

export class ThroughputMeter {
  #sinceMs: number;
  #measuredMs: number;
  #bytesBefore: number;
  #last: number;

  constructor() {
    this.#sinceMs = NOT_MEASURING;
    this.#measuredMs = 0;
    this.#bytesBefore = 0;
    this.#last = 0;
  }

  /** The gate has something to read. Hot: once per buffer. */
  resume(nowMs: number): void {
    if (this.#sinceMs === NOT_MEASURING) this.#sinceMs = nowMs;
  }

  /** A poll found nothing. */
  pause(nowMs: number): void {
    if (this.#sinceMs === NOT_MEASURING) return;
    this.#measuredMs += nowMs - this.#sinceMs;
    this.#sinceMs = NOT_MEASURING;
  }

  /** Ends a period. @param bytes read by the gate so far. @returns that of the last period, if this one had no data */
  bytesPerSecond(bytes: number, nowMs: number): number {
    if (this.#sinceMs !== NOT_MEASURING) {
      this.#measuredMs += nowMs - this.#sinceMs;
      this.#sinceMs = nowMs;
    }
    if (this.#measuredMs > 0) this.#last = ((bytes - this.#bytesBefore) * 1_000) / this.#measuredMs;
    this.#measuredMs = 0;
    this.#bytesBefore = bytes;
    return this.#last;
  }
}
