/** The timers of one simulated node: virtual time that falls silent when the node crashes. */
import type { TimerHandle, Timers } from '../clock.ts';
import type { VirtualTime } from './virtual-time.ts';

export class SimTimers implements Timers {
  readonly #time: VirtualTime;
  readonly #alive: () => boolean;

  constructor(time: VirtualTime, alive: () => boolean) {
    this.#time = time;
    this.#alive = alive;
  }

  after(delayMs: number, callback: () => void): TimerHandle {
    return this.#time.after(delayMs, this.#whileAlive(callback));
  }

  soon(callback: () => void): void {
    this.#time.soon(this.#whileAlive(callback));
  }

  yielded(callback: () => void): void {
    this.#time.yielded(this.#whileAlive(callback));
  }

  #whileAlive(callback: () => void): () => void {
    return () => {
      if (this.#alive()) callback();
    };
  }
}
