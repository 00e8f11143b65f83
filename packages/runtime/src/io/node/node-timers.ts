/** The real timers. `soon` is a microtask and `yielded` an immediate: between them lie all timers and sockets.
 *  Invariant: never early, measured on the same monotonic clock as `NodeClock` (Node itself may fire up to a
 *  millisecond early), and never limited to Node's 2^31 ms. */
import type { TimerHandle, Timers } from '../clock.ts';

const LONGEST_DELAY_MS = 2_147_483_647;

export class NodeTimers implements Timers {
  after(delayMs: number, callback: () => void): TimerHandle {
    return new NodeTimer(delayMs, callback);
  }

  soon(callback: () => void): void {
    queueMicrotask(callback);
  }

  yielded(callback: () => void): void {
    setImmediate(callback);
  }
}

class NodeTimer implements TimerHandle {
  readonly #dueMs: number;
  readonly #callback: () => void;
  #timeout: NodeJS.Timeout;

  constructor(delayMs: number, callback: () => void) {
    this.#dueMs = performance.now() + delayMs;
    this.#callback = callback;
    this.#timeout = this.#arm(delayMs);
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  #arm(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#fire(), Math.min(Math.ceil(delayMs), LONGEST_DELAY_MS)).unref();
  }

  #fire(): void {
    const leftMs = this.#dueMs - performance.now();
    if (leftMs > 0) this.#timeout = this.#arm(leftMs);
    else this.#callback();
  }
}
