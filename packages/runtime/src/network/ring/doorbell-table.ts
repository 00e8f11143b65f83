/** Where the threads of a TaskManager ring for each other: one slot per thread, all in one shared buffer.
 *  Path: a writer published something, the reader was idle → **ring** → the reader's thread finds the bit.
 *  A slot holds a sequence word to wait on, a parked word, and a bit per source (with a summary of 32 bits above).
 *  Invariant: a rung bit is seen by the thread's next `dispatch`, and a thread never parks over one. */
import { assert } from '../../base/index.ts';

const SLOT_WORDS = 128;
const SEQUENCE = 0;
const PARKED = 1;
// The bits live on cache lines of their own, away from the word that a parked thread waits on.
const SUMMARY = 32;
const BITS = 64;
const BIT_WORDS = 32;

/** Sources beyond this number share a bit; the thread then looks at each source of that bit. */
export const BITS_PER_THREAD: number = BIT_WORDS * 32;

/** Rung for "look at your message port"; never given to a ring. */
export const CONTROL_SOURCE = 0;

export class DoorbellTable {
  readonly threadCount: number;
  readonly #words: Int32Array;

  static createBuffer(threadCount: number): SharedArrayBuffer {
    return new SharedArrayBuffer(threadCount * SLOT_WORDS * 4);
  }

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
    this.threadCount = this.#words.length / SLOT_WORDS;
  }

  /** Tells `thread` that `source` has something. An inter-processor interrupt (11 µs) only if it is parked. */
  ring(thread: number, source: number): void {
    assert(thread >= 0 && thread < this.threadCount, 'a bell is rung for a thread of this TaskManager');
    const slot = thread * SLOT_WORDS;
    const bit = source & (BITS_PER_THREAD - 1);
    const word = bit >>> 5;
    Atomics.or(this.#words, slot + BITS + word, 1 << (bit & 31));
    Atomics.or(this.#words, slot + SUMMARY, 1 << word);
    // The exchange lets one of several ringers pay for the wake-up.
    if (Atomics.load(this.#words, slot + PARKED) === 0) return;
    if (Atomics.exchange(this.#words, slot + PARKED, 0) === 0) return;
    Atomics.add(this.#words, slot + SEQUENCE, 1);
    Atomics.notify(this.#words, slot + SEQUENCE);
  }

  isRung(thread: number): boolean {
    return Atomics.load(this.#words, thread * SLOT_WORDS + SUMMARY) !== 0;
  }

  /** Takes the summary: bit i set means that word i of the thread's bits has something. */
  takeSummary(thread: number): number {
    return Atomics.exchange(this.#words, thread * SLOT_WORDS + SUMMARY, 0);
  }

  takeBits(thread: number, word: number): number {
    return Atomics.exchange(this.#words, thread * SLOT_WORDS + BITS + word, 0);
  }

  /** Blocks the calling thread until it is rung or `timeoutMs` passed; returns at once if it has been rung. */
  wait(thread: number, timeoutMs: number): void {
    const slot = thread * SLOT_WORDS;
    const sequence = this.#announceParking(slot);
    if (this.isRung(thread)) this.#unpark(slot);
    else {
      Atomics.wait(this.#words, slot + SEQUENCE, sequence, timeoutMs);
      this.#unpark(slot);
    }
  }

  /** The same for a thread with an event loop: a promise of the next ring, or `undefined` if it has been rung. */
  waitAsync(thread: number): Promise<unknown> | undefined {
    const slot = thread * SLOT_WORDS;
    const sequence = this.#announceParking(slot);
    if (!this.isRung(thread)) {
      const waiting = Atomics.waitAsync(this.#words, slot + SEQUENCE, sequence);
      if (waiting.async) return waiting.value;
    }
    this.#unpark(slot);
    return undefined;
  }

  /** Makes a slot as new, for the next thread that is given it. */
  clear(thread: number): void {
    this.#words.fill(0, thread * SLOT_WORDS, (thread + 1) * SLOT_WORDS);
  }

  // Parked is stored before the bits are read, and a ringer sets its bit before it reads parked (both sequentially
  // consistent): either the thread sees the bit or the ringer sees it parked.
  #announceParking(slot: number): number {
    const sequence = Atomics.load(this.#words, slot + SEQUENCE);
    Atomics.store(this.#words, slot + PARKED, 1);
    return sequence;
  }

  #unpark(slot: number): void {
    Atomics.store(this.#words, slot + PARKED, 0);
  }
}
