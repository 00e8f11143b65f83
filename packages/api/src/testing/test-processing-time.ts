/** Processing time that moves only when a test says so. Path: test → `advanceTo` → timers due, earliest first. */
import type { ProcessingTimeService, ProcessingTimeTimer } from '@rivulet/operators';

type Timer = { readonly atMs: number; readonly callback: (atMs: number) => void };

export class TestProcessingTime implements ProcessingTimeService {
  #nowMs = 0;
  readonly #timers = new Set<Timer>();

  currentProcessingTimeMs(): number {
    return this.#nowMs;
  }

  registerTimer(atMs: number, callback: (atMs: number) => void): ProcessingTimeTimer {
    const timer = { atMs, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** Fires the timers up to and at `nowMs`; each sees its own time as now. */
  advanceTo(nowMs: number): void {
    for (let next = this.#earliest(); next !== undefined && next.atMs <= nowMs; next = this.#earliest()) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback(next.atMs);
    }
    this.#nowMs = nowMs;
  }

  #earliest(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (earliest === undefined || timer.atMs < earliest.atMs) earliest = timer;
    }
    return earliest;
  }
}
