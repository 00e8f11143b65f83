/** A key directory over a plain map: for hosts whose records come as values and not as bytes.
 *  Invariant: as every key directory, indexes are dense, in order of first sight, and never change. */
import { javaNumberHash, javaStringHash } from '@rivulet/runtime/base';
import type { KeyDirectory } from './key-directory.ts';

export class HeapKeyDirectory implements KeyDirectory {
  currentIndex = -1;
  readonly values: unknown[] = [];
  #capacity = 64;
  readonly #indexes = new Map<unknown, number>();
  readonly #growListeners: ((capacity: number) => void)[] = [];

  get currentKey(): unknown {
    return this.values[this.currentIndex];
  }

  get size(): number {
    return this.values.length;
  }

  get capacity(): number {
    return this.#capacity;
  }

  find(key: unknown): number {
    const identity = typeof key === 'object' ? JSON.stringify(key) : key;
    const known = this.#indexes.get(identity);
    if (known !== undefined) return known;
    const index = this.values.length;
    if (index === this.#capacity) {
      this.#capacity *= 2;
      for (const listener of this.#growListeners) listener(this.#capacity);
    }
    this.values.push(key);
    this.#indexes.set(identity, index);
    return index;
  }

  hashOf(index: number): number {
    const key = this.values[index];
    if (typeof key === 'string') return javaStringHash(key);
    if (typeof key === 'number') return javaNumberHash(key);
    if (typeof key === 'boolean') return key ? 1231 : 1237;
    return javaStringHash(JSON.stringify(key));
  }

  onGrow(listener: (capacity: number) => void): void {
    this.#growListeners.push(listener);
  }
}
