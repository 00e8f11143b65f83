/** One number per slot, in a typed array: no object per key, nothing for the garbage collector to walk.
 *  Operators read and write it at the current slot; numbers are float64, exact up to 2^53. */
import type { SlotDirectory } from './slot-directory.ts';

export class NumberColumn {
  readonly initial: number;
  readonly #slots: SlotDirectory;
  #values: Float64Array;

  constructor(slots: SlotDirectory, initial: number) {
    this.initial = initial;
    this.#slots = slots;
    this.#values = new Float64Array(slots.capacity).fill(initial);
    slots.onGrow((capacity) => {
      const larger = new Float64Array(capacity).fill(initial);
      larger.set(this.#values);
      this.#values = larger;
    });
  }

  /** Adds to the current slot's number and returns the sum. */
  add(amount: number): number {
    const values = this.#values;
    const index = this.#slots.currentIndex;
    const sum = (values[index] as number) + amount;
    values[index] = sum;
    return sum;
  }

  get(): number {
    return this.#values[this.#slots.currentIndex] as number;
  }

  set(value: number): void {
    this.#values[this.#slots.currentIndex] = value;
  }

  clear(): void {
    this.set(this.initial);
  }
}
