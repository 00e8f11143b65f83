/** Every key a keyed task has seen, found by hash and bytes straight from the buffer: no string is made for a key that
 *  is known, and the one string made for a new key is handed to all its records.
 *  Path: record reader → (this) → keyed state, whose columns are indexed by `currentIndex`.
 *  Invariant: indexes are dense, in order of first sight, and never change; `hashOf` gives the key's group.
 *  Open addressing, half full at most; the hash is spread by a multiplication, as Java's has poor low bits. */
import { javaNumberHash } from '../../base/index.ts';
import { ByteArea } from './byte-area.ts';
import { canonicalKeyText, decodeGeneral } from './general-codec.ts';
import { KeyStage } from './key-stage.ts';
import { LONG_STRING_MARK } from './record-format.ts';
import { endOfString, getString } from './string-codec.ts';

const SPREAD = 0x9e3779b1;

export class KeyTable {
  /** The key of the record being processed; -1 before the first. */
  currentIndex = -1;
  /** The keys by index: strings, numbers, or whatever the selector gave. */
  readonly values: unknown[] = [];
  #capacity = 1024;
  #hashes: Int32Array = new Int32Array(this.#capacity);
  // Strings: where the encoded key starts in the arena. Numbers: the value.
  #offsets: Int32Array = new Int32Array(this.#capacity);
  #numbers: Float64Array = new Float64Array(this.#capacity);
  #arena: ByteArea = ByteArea.allocate(this.#capacity * 16);
  #arenaUsed = 0;
  // Pairs: hash, index + 1. One table for strings and one for numbers.
  #stringSlots: Int32Array = new Int32Array(this.#capacity * 4);
  #numberSlots: Int32Array = new Int32Array(16);
  #stringShift = 32 - Math.log2(this.#capacity * 2);
  #numberShift = 32 - 3;
  #stringCount = 0;
  #numberCount = 0;
  readonly #others = new Map<string, number>();
  readonly #growListeners: ((capacity: number) => void)[] = [];

  get size(): number {
    return this.values.length;
  }

  get currentKey(): unknown {
    return this.values[this.currentIndex];
  }

  /** Room for this many keys; state columns keep at least as much. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Called before an index at or beyond the old capacity is given out. */
  onGrow(listener: (capacity: number) => void): void {
    this.#growListeners.push(listener);
  }

  hashOf(index: number): number {
    return this.#hashes[index] as number;
  }

  /** The index of the encoded string at `at`, which is added when it is new. */
  findString(hash: number, area: ByteArea, at: number): number {
    const slots = this.#stringSlots;
    const mask = slots.length - 1;
    const header = area.bytes[at] as number;
    const size =
      header === LONG_STRING_MARK ? endOfString(area, at) - at : 1 + ((header >> 1) << (header & 1));
    let slot = (Math.imul(hash, SPREAD) >>> this.#stringShift) << 1;
    for (;;) {
      const entry = slots[slot + 1] as number;
      if (entry === 0) return this.#addString(hash, area, at, size, slot);
      if (slots[slot] === hash && this.#isSame(area, at, size, this.#offsets[entry - 1] as number)) {
        return entry - 1;
      }
      slot = (slot + 2) & mask;
    }
  }

  findNumber(hash: number, key: number): number {
    const slots = this.#numberSlots;
    const mask = slots.length - 1;
    let slot = (Math.imul(hash, SPREAD) >>> this.#numberShift) << 1;
    for (;;) {
      const entry = slots[slot + 1] as number;
      if (entry === 0) return this.#addNumber(hash, key, slot);
      const known = this.#numbers[entry - 1] as number;
      if (known === key || (Number.isNaN(known) && Number.isNaN(key))) return entry - 1;
      slot = (slot + 2) & mask;
    }
  }

  /** Keys that are neither strings nor numbers, by their canonical text. */
  findOther(hash: number, text: string): number {
    const known = this.#others.get(text);
    if (known !== undefined) return known;
    const index = this.#newIndex(hash, decodeGeneral(text));
    this.#others.set(text, index);
    return index;
  }

  /** The index of a key that comes as a value: restored state, a timer. Not for records. */
  find(key: unknown): number {
    if (typeof key === 'number') return this.findNumber(javaNumberHash(key), key);
    const stage = new KeyStage();
    const hash = stage.stageAny(key);
    if (typeof key !== 'string') return this.findOther(hash, canonicalKeyText(key));
    const area = ByteArea.allocate(stage.anyBytesMax);
    stage.putString(area, 0);
    return this.findString(hash, area, 0);
  }

  #isSame(area: ByteArea, at: number, size: number, offset: number): boolean {
    if (size < 4) {
      const known = this.#arena.bytes;
      const bytes = area.bytes;
      for (let i = 0; i < size; i++) if (bytes[at + i] !== known[offset + i]) return false;
      return true;
    }
    const known = this.#arena.view;
    const view = area.view;
    const last = size - 4;
    for (let i = 0; i < last; i += 4) {
      if (view.getInt32(at + i, true) !== known.getInt32(offset + i, true)) return false;
    }
    // The last four bytes overlap those before: no bytes beyond the key are looked at.
    return view.getInt32(at + last, true) === known.getInt32(offset + last, true);
  }

  #addString(hash: number, area: ByteArea, at: number, size: number, slot: number): number {
    const index = this.#newIndex(hash, getString(area, at));
    while (this.#arenaUsed + size > this.#arena.bytes.length) {
      this.#arena = this.#arena.grownTo(this.#arena.bytes.length * 2, this.#arenaUsed);
    }
    this.#arena.bytes.set(area.bytes.subarray(at, at + size), this.#arenaUsed);
    this.#offsets[index] = this.#arenaUsed;
    this.#arenaUsed += size;
    this.#stringSlots[slot] = hash;
    this.#stringSlots[slot + 1] = index + 1;
    this.#stringCount++;
    if (this.#stringCount * 4 > this.#stringSlots.length) {
      this.#stringSlots = doubled(this.#stringSlots, --this.#stringShift);
    }
    return index;
  }

  #addNumber(hash: number, key: number, slot: number): number {
    const index = this.#newIndex(hash, key);
    this.#numbers[index] = key;
    this.#numberSlots[slot] = hash;
    this.#numberSlots[slot + 1] = index + 1;
    this.#numberCount++;
    if (this.#numberCount * 4 > this.#numberSlots.length) {
      this.#numberSlots = doubled(this.#numberSlots, --this.#numberShift);
    }
    return index;
  }

  #newIndex(hash: number, key: unknown): number {
    const index = this.values.length;
    if (index === this.#capacity) this.#grow();
    this.values.push(key);
    this.#hashes[index] = hash;
    return index;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#hashes = copied(this.#hashes, new Int32Array(this.#capacity));
    this.#offsets = copied(this.#offsets, new Int32Array(this.#capacity));
    this.#numbers = copied(this.#numbers, new Float64Array(this.#capacity));
    for (const listener of this.#growListeners) listener(this.#capacity);
  }
}

function doubled(slots: Int32Array, shift: number): Int32Array {
  const larger = new Int32Array(slots.length * 2);
  const mask = larger.length - 1;
  for (let from = 0; from < slots.length; from += 2) {
    const entry = slots[from + 1] as number;
    if (entry === 0) continue;
    const hash = slots[from] as number;
    let slot = (Math.imul(hash, SPREAD) >>> shift) << 1;
    while (larger[slot + 1] !== 0) slot = (slot + 2) & mask;
    larger[slot] = hash;
    larger[slot + 1] = entry;
  }
  return larger;
}

function copied<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
