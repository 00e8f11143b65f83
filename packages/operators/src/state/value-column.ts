/** One value of any type per slot. `NO_VALUE` tells "never set" from every value a user may store.
 *  Invariant: a dense array, so reads never leave V8's fast elements. */
import type { SlotDirectory } from './slot-directory.ts';

export const NO_VALUE: unique symbol = Symbol('no value');

export class ValueColumn {
  readonly #slots: SlotDirectory;
  readonly #values: unknown[] = [];

  constructor(slots: SlotDirectory) {
    this.#slots = slots;
  }

  /** The current slot's value, or `NO_VALUE`. */
  get(): unknown {
    const index = this.#slots.currentIndex;
    return index < this.#values.length ? this.#values[index] : NO_VALUE;
  }

  set(value: unknown): void {
    const index = this.#slots.currentIndex;
    while (this.#values.length < index) this.#values.push(NO_VALUE);
    this.#values[index] = value;
  }

  clear(): void {
    if (this.#slots.currentIndex < this.#values.length) this.#values[this.#slots.currentIndex] = NO_VALUE;
  }
}
