/** One value of any type per key. `NO_VALUE` tells "never set" from every value a user may store.
 *  Invariant: a dense array, so reads never leave V8's fast elements. */
import type { KeyDirectory } from './key-directory.ts';

export const NO_VALUE: unique symbol = Symbol('no value');

export class ValueColumn {
  readonly #keys: KeyDirectory;
  readonly #values: unknown[] = [];

  constructor(keys: KeyDirectory) {
    this.#keys = keys;
  }

  /** The current key's value, or `NO_VALUE`. */
  get(): unknown {
    const index = this.#keys.currentIndex;
    return index < this.#values.length ? this.#values[index] : NO_VALUE;
  }

  set(value: unknown): void {
    const index = this.#keys.currentIndex;
    while (this.#values.length < index) this.#values.push(NO_VALUE);
    this.#values[index] = value;
  }
}
