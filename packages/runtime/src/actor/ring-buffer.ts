/** A first-in-first-out queue over a power-of-two array: O(1) push at either end, shift and size, O(1) look at any
 *  position.
 *  Used by mailboxes and the dispatcher's run queue. It doubles when full; when it has run empty after a burst it
 *  goes back to its first capacity, so one flood does not pin memory for ever. */
import { assert } from '../base/index.ts';

const SHRINK_ABOVE = 1_024;

export class RingBuffer<T> {
  readonly #firstCapacity: number;
  #slots: (T | undefined)[];
  #mask: number;
  #head = 0;
  #size = 0;

  /** @param capacity a power of two */
  constructor(capacity: number) {
    assert((capacity & (capacity - 1)) === 0 && capacity > 0, 'a ring has a power of two of slots');
    this.#firstCapacity = capacity;
    this.#slots = new Array<T | undefined>(capacity).fill(undefined);
    this.#mask = capacity - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** Hot: once per message. */
  push(item: T): void {
    if (this.#size > this.#mask) this.#grow();
    this.#slots[(this.#head + this.#size) & this.#mask] = item;
    this.#size++;
  }

  /** Puts `item` before all others. */
  pushFront(item: T): void {
    if (this.#size > this.#mask) this.#grow();
    this.#head = (this.#head - 1) & this.#mask;
    this.#slots[this.#head] = item;
    this.#size++;
  }

  /** Hot: once per message. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & this.#mask;
    this.#size--;
    if (this.#size === 0 && this.#mask >= SHRINK_ABOVE) this.clear();
    return item;
  }

  /** The item `index` places behind the head; `undefined` outside the queue. */
  peek(index: number): T | undefined {
    return index >= 0 && index < this.#size ? this.#slots[(this.#head + index) & this.#mask] : undefined;
  }

  clear(): void {
    this.#slots = new Array<T | undefined>(this.#firstCapacity).fill(undefined);
    this.#mask = this.#firstCapacity - 1;
    this.#head = 0;
    this.#size = 0;
  }

  #grow(): void {
    const slots = new Array<T | undefined>(this.#slots.length * 2).fill(undefined);
    for (let i = 0; i < this.#size; i++) slots[i] = this.#slots[(this.#head + i) & this.#mask];
    this.#slots = slots;
    this.#mask = slots.length - 1;
    this.#head = 0;
  }
}
