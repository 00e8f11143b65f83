/** The floating buffers of one input gate: lent to whichever channel has the largest need, one at a time.
 *  Path: channel credit (backlog rises) → **floating buffers** ← recycled by the task.
 *  Fairness: a returned buffer goes to the channel that waits longest; that channel then waits again at the tail.
 *  Invariant: a channel waits only while no buffer is free. Source: Flink's LocalBufferPool, as a gate uses it. */
import { assert } from '../../base/index.ts';
import { NO_SEGMENT } from '../ring/index.ts';

export interface FloatingBorrower {
  /** A buffer became free for a borrower that waits. @returns false when it needs none any more */
  offer(segment: number): boolean;
}

export class FloatingBuffers {
  #size: number;
  #target: number;
  readonly #surplus: number[];
  readonly #free: number[];
  readonly #waiting: FloatingBorrower[];

  constructor(segments: readonly number[]) {
    this.#size = segments.length;
    this.#target = segments.length;
    this.#surplus = [];
    this.#free = [...segments];
    this.#waiting = [];
  }

  /** Free, lent, or on their way home. */
  get size(): number {
    return this.#size;
  }

  get freeCount(): number {
    return this.#free.length;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** @returns a segment owned by the caller, or NO_SEGMENT */
  request(): number {
    return this.#free.pop() ?? NO_SEGMENT;
  }

  /** Offers `borrower` the next buffer that comes back, once. */
  await(borrower: FloatingBorrower): void {
    assert(this.#free.length === 0, 'a borrower waits only while nothing is free');
    this.#waiting.push(borrower);
  }

  recycle(segment: number): void {
    if (this.#size > this.#target) {
      this.#size--;
      this.#surplus.push(segment);
      return;
    }
    for (let borrower = this.#waiting.shift(); borrower !== undefined; borrower = this.#waiting.shift()) {
      if (borrower.offer(segment)) return;
    }
    this.#free.push(segment);
  }

  /** A segment that the gate had not before. */
  add(segment: number): void {
    this.#size++;
    this.recycle(segment);
  }

  /** How many there may be. What is beyond, free now or as it comes back, is surplus. */
  resize(target: number): void {
    this.#target = target;
    while (this.#size > target && this.#free.length > 0) {
      this.#size--;
      this.#surplus.push(this.#free.pop()!);
    }
  }

  /** @returns segments that the caller now owns and gives back */
  takeSurplus(): readonly number[] {
    return this.#surplus.splice(0);
  }

  forget(borrower: FloatingBorrower): void {
    const at = this.#waiting.indexOf(borrower);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  /** Takes the free buffers out for good, when the gate is closed. */
  takeAll(): readonly number[] {
    return this.#free.splice(0);
  }
}
