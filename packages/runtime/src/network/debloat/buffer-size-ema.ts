/** The size of buffers as a moving average, so that a moment of silence or of plenty does not throw it about.
 *  Path: desired bytes in flight, buffers in use → **average** → buffer debloater.
 *  Invariant: it grows no faster than it shrinks, which is why a sample counts as at most twice the last size.
 *  Source: Flink's BufferSizeEMA (alpha is 2 / (samples + 1)). */

export class BufferSizeEma {
  readonly #least: number;
  readonly #most: number;
  readonly #alpha: number;
  #last: number;

  constructor(start: number, least: number, most: number, samples: number) {
    this.#least = least;
    this.#most = most;
    this.#alpha = 2 / (samples + 1);
    this.#last = Math.min(start, most);
  }

  /** @param totalBytes that should be in flight, in `bufferCount` buffers. @returns the size of one, in bytes */
  next(totalBytes: number, bufferCount: number): number {
    const sample = Math.min(totalBytes / bufferCount, 2 * this.#last);
    const moved = this.#last + this.#alpha * (sample - this.#last);
    this.#last = Math.max(this.#least, Math.min(this.#most, moved));
    return Math.floor(this.#last);
  }
}
