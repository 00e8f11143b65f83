/** Pending timers, earliest first; equal times in the order in which they were armed. A binary heap; a cancelled timer
 *  stays in it until its time comes and is skipped then. */
import type { TimerHandle } from '../clock.ts';

export class PendingTimer implements TimerHandle {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
  cancelled = false;

  constructor(dueMs: number, order: number, run: () => void) {
    this.dueMs = dueMs;
    this.order = order;
    this.run = run;
  }

  cancel(): void {
    this.cancelled = true;
  }
}

export class TimerQueue {
  readonly #heap: PendingTimer[] = [];
  #armed = 0;

  add(dueMs: number, run: () => void): PendingTimer {
    const timer = new PendingTimer(dueMs, this.#armed++, run);
    this.#heap.push(timer);
    this.#siftUp(this.#heap.length - 1);
    return timer;
  }

  /** The earliest timer that was not cancelled. */
  peek(): PendingTimer | undefined {
    while (this.#heap[0]?.cancelled === true) this.#removeFirst();
    return this.#heap[0];
  }

  shift(): PendingTimer | undefined {
    const first = this.peek();
    if (first !== undefined) this.#removeFirst();
    return first;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown();
  }

  #siftUp(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #siftDown(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      let smallest = index;
      if (left < this.#heap.length && this.#before(left, smallest)) smallest = left;
      if (left + 1 < this.#heap.length && this.#before(left + 1, smallest)) smallest = left + 1;
      if (smallest === index) return;
      this.#swap(index, smallest);
      index = smallest;
    }
  }

  #before(i: number, j: number): boolean {
    const a = this.#heap[i];
    const b = this.#heap[j];
    if (a === undefined || b === undefined) return false;
    return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
  }

  #swap(i: number, j: number): void {
    const a = this.#heap[i];
    const b = this.#heap[j];
    if (a === undefined || b === undefined) return;
    this.#heap[i] = b;
    this.#heap[j] = a;
  }
}
