/** The real clock: monotonic milliseconds for durations, epoch milliseconds for people. */
import type { Clock } from '../clock.ts';

export class NodeClock implements Clock {
  nowMs(): number {
    return performance.now();
  }

  wallMs(): number {
    return Date.now();
  }
}
