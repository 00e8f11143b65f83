/** How fast a sum has grown over the last minute, from samples that its reader takes.
 *  Path: shared block → (every 5 s) **sample** → rate → reports. The writer of the sum never waits, nor knows.
 *  Source: Flink's MeterView and TimerGauge: 60 s of 5 s samples. Ours remembers when each was taken, so that a sample
 *  that comes late is no peak. */

export const SAMPLE_INTERVAL_MS = 5_000;
const SPAN_MS = 60_000;

export class SampledRate {
  /** The oldest first; one more than there are intervals in the span. */
  readonly #samples: { readonly atMs: number; readonly sum: number }[];

  /** @param sum at the beginning */
  constructor(atMs: number, sum: number) {
    this.#samples = [{ atMs, sum }];
  }

  sample(atMs: number, sum: number): void {
    this.#samples.push({ atMs, sum });
    if (this.#samples.length > SPAN_MS / SAMPLE_INTERVAL_MS + 1) this.#samples.shift();
  }

  /** 0 before the first sample. */
  get perSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
    return (1000 * Math.max(0, last.sum - first.sum)) / (last.atMs - first.atMs);
  }

  /** Of a sum of milliseconds: how many of a second, 0 to 1000. */
  get msPerSecond(): number {
    return Math.min(1000, this.perSecond);
  }
}
