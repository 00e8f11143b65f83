/** A dense slot for each (key, window) that has state, so that window state lies in columns as the state of keys does.
 *  Path: window operator → `enter(window)` → **directory** → columns at `currentIndex`.
 *  A window is a number: the start of a tumbling or sliding one, an id for a session. Open addressing with the
 *  shift of
 *  Knuth's algorithm R on removal, at most half full; freed slots are given out again.
 *  Invariant: `currentIndex` is the slot of the key and window entered last. */
import type { KeyDirectory } from './key-directory.ts';
import type { SlotDirectory } from './slot-directory.ts';

const SPREAD_KEY = 0x9e3779b1;
const SPREAD_WINDOW = 0x85ebca6b;

export class WindowDirectory implements SlotDirectory {
  currentIndex = -1;
  #capacity = 256;
  readonly #keys: KeyDirectory;
  /** Slot + 1 by place in the table; 0 is empty. */
  #table = new Int32Array(512);
  #shift = 32 - 9;
  #keyOf = new Int32Array(256);
  #windowOf = new Float64Array(256);
  readonly #free: number[] = [];
  #nextSlot = 0;
  readonly #growListeners: ((capacity: number) => void)[] = [];

  constructor(keys: KeyDirectory) {
    this.#keys = keys;
  }

  get capacity(): number {
    return this.#capacity;
  }

  onGrow(listener: (capacity: number) => void): void {
    this.#growListeners.push(listener);
  }

  /** Hot: once per record and window. @returns whether the current key had no such window before */
  enter(window: number): boolean {
    const key = this.#keys.currentIndex;
    const at = this.currentIndex;
    if (at >= 0 && this.#windowOf[at] === window && this.#keyOf[at] === key) return false;
    const place = this.#placeOf(key, window);
    const found = this.#table[place]!;
    if (found !== 0) {
      this.currentIndex = found - 1;
      return false;
    }
    this.currentIndex = this.#add(key, window, place);
    return true;
  }

  /** Forgets the window entered; its slot must have been cleared in all columns. */
  release(): void {
    const slot = this.currentIndex;
    this.#remove(this.#placeOf(this.#keyOf[slot]!, this.#windowOf[slot]!));
    this.#keyOf[slot] = -1;
    this.#windowOf[slot] = Number.NaN;
    this.#free.push(slot);
    this.currentIndex = -1;
  }

  /** Every (key, window) with a slot; the slot is current during the call. */
  forEach(visit: (keyIndex: number, window: number) => void): void {
    const before = this.currentIndex;
    for (let slot = 0; slot < this.#nextSlot; slot++) {
      if (this.#keyOf[slot]! < 0) continue;
      this.currentIndex = slot;
      visit(this.#keyOf[slot]!, this.#windowOf[slot]!);
    }
    this.currentIndex = before;
  }

  #placeOf(key: number, window: number): number {
    const table = this.#table;
    const mask = table.length - 1;
    let place = this.#homeOf(key, window);
    for (let found = table[place]!; found !== 0; found = table[place]!) {
      if (this.#keyOf[found - 1] === key && this.#windowOf[found - 1] === window) return place;
      place = (place + 1) & mask;
    }
    return place;
  }

  #homeOf(key: number, window: number): number {
    return (Math.imul(Math.imul(key + 1, SPREAD_KEY) ^ (window | 0), SPREAD_WINDOW) >>> this.#shift) | 0;
  }

  #add(key: number, window: number, place: number): number {
    const slot = this.#free.pop() ?? this.#nextSlot++;
    const hasRoom = slot < this.#capacity;
    if (!hasRoom) this.#grow();
    this.#keyOf[slot] = key;
    this.#windowOf[slot] = window;
    this.#table[hasRoom ? place : this.#placeOf(key, window)] = slot + 1;
    return slot;
  }

  #remove(place: number): void {
    const table = this.#table;
    const mask = table.length - 1;
    let hole = place;
    for (let next = (hole + 1) & mask; table[next] !== 0; next = (next + 1) & mask) {
      const slot = table[next]! - 1;
      const home = this.#homeOf(this.#keyOf[slot]!, this.#windowOf[slot]!);
      // An entry may move up into the hole unless its home lies behind the hole.
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      table[hole] = slot + 1;
      hole = next;
    }
    table[hole] = 0;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#keyOf = grown(this.#keyOf, new Int32Array(this.#capacity));
    this.#windowOf = grown(this.#windowOf, new Float64Array(this.#capacity));
    this.#table = new Int32Array(this.#capacity * 2);
    this.#shift--;
    for (let slot = 0; slot < this.#capacity / 2; slot++) {
      this.#table[this.#placeOf(this.#keyOf[slot]!, this.#windowOf[slot]!)] = slot + 1;
    }
    for (const listener of this.#growListeners) listener(this.#capacity);
  }
}

function grown<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
