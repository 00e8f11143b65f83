/** One number per key, in a typed array: no object per key, nothing for the garbage collector to walk.
 *  Operators read and write it at the current key; numbers are float64, exact up to 2^53. */
import type { KeyDirectory } from './key-directory.ts';

export class NumberColumn {
  readonly #keys: KeyDirectory;
  #values: Float64Array;

  constructor(keys: KeyDirectory, initial: number) {
    this.#keys = keys;
    this.#values = new Float64Array(keys.capacity).fill(initial);
    keys.onGrow((capacity) => {
      const larger = new Float64Array(capacity).fill(initial);
      larger.set(this.#values);
      this.#values = larger;
    });
  }

  /** Adds to the current key's number and returns the sum. */
  add(amount: number): number {
    const values = this.#values;
    const index = this.#keys.currentIndex;
    const sum = (values[index] as number) + amount;
    values[index] = sum;
    return sum;
  }

  get(): number {
    return this.#values[this.#keys.currentIndex] as number;
  }

  set(value: number): void {
    this.#values[this.#keys.currentIndex] = value;
  }
}
