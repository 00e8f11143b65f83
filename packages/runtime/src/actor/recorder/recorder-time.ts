/** Time as the recorder keeps it: tenths of a millisecond since it began, in the low 32 bits, so that a line and an
 *  envelope hold it as a small integer. Invariant: nothing it has kept lies in the future, which is how the upper bits
 *  are found again. */

export type RecorderClock = { nowMs(): number; wallMs(): number };

const TENTHS = 10;

export class RecorderTime {
  readonly #clock: RecorderClock;
  readonly #startMs: number;
  /** What people's clocks showed then. */
  readonly #startWallMs: number;

  constructor(clock: RecorderClock) {
    this.#clock = clock;
    this.#startMs = clock.nowMs();
    this.#startWallMs = clock.wallMs();
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  /** The low 32 bits. */
  tenthsAt(nowMs: number): number {
    return this.#tenths(nowMs) | 0;
  }

  /** Since `bits` was kept. */
  msSince(bits: number): number {
    return ((this.#tenths(this.#clock.nowMs()) - bits) >>> 0) / TENTHS;
  }

  /** Between two times that were kept; 0 when `from` is the later one. */
  msBetween(from: number, to: number): number {
    return Math.max(0, (to - from) | 0) / TENTHS;
  }

  /** Epoch milliseconds of a time that was kept. */
  wallMsOf(bits: number): number {
    const now = this.#tenths(this.#clock.nowMs());
    return this.#startWallMs + (now - ((now - bits) >>> 0)) / TENTHS;
  }

  #tenths(nowMs: number): number {
    return Math.floor((nowMs - this.#startMs) * TENTHS);
  }
}
