/** A stretch of time from `start` up to, but not including, `end`. The one window of GlobalWindows has no ends.
 *  Source: Flink's TimeWindow and GlobalWindow. */

export class TimeWindow {
  readonly start: number;
  readonly end: number;

  constructor(start: number, end: number) {
    this.start = start;
    this.end = end;
  }

  /** The last timestamp inside. */
  get maxTimestamp(): number {
    return this.end - 1;
  }
}

/** The start of the window of this size that `timestamp` falls into, also before the origin of time. */
export function windowStartOf(timestamp: number, offsetMs: number, sizeMs: number): number {
  const rest = (timestamp - offsetMs) % sizeMs;
  return timestamp - (rest < 0 ? rest + sizeMs : rest);
}
