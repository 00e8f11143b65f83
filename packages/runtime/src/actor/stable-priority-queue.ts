/** User messages by priority, lowest number first; equals keep the order in which they came. A binary heap
 *  over (priority, arrival): O(log n) push and shift; looking at positions sorts a copy once per change,
 *  for people only. The cell's own messages (ticks, notices of deaths) go first, a poison pill after
 *  everything. */
import { assert } from '../base/index.ts';
import { ControlMessage, PoisonPill } from './control-message.ts';
import type { Envelope } from './envelope.ts';
import type { UserQueue } from './user-queue.ts';

type Entry = { readonly envelope: Envelope; readonly priority: number; readonly arrival: number };

export class StablePriorityQueue implements UserQueue {
  readonly #priorityOf: (message: unknown) => number;
  readonly #heap: Entry[] = [];
  #arrivals = 0;
  /** The heap in order, for `peek`; dropped by the next change. */
  #inOrder: readonly Entry[] | undefined;

  constructor(priorityOf: (message: unknown) => number) {
    this.#priorityOf = priorityOf;
  }

  get size(): number {
    return this.#heap.length;
  }

  push(envelope: Envelope): void {
    const entry = { envelope, priority: this.#rank(envelope.message), arrival: this.#arrivals++ };
    const heap = this.#heap;
    this.#inOrder = undefined;
    let hole = heap.length;
    heap.push(entry);
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      const parent = this.#at(above);
      if (compare(parent, entry) <= 0) break;
      heap[hole] = parent;
      hole = above;
    }
    heap[hole] = entry;
  }

  shift(): Envelope | undefined {
    const heap = this.#heap;
    const first = heap[0];
    this.#inOrder = undefined;
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length > 0) this.#sink(last);
    return first.envelope;
  }

  peek(index: number): Envelope | undefined {
    this.#inOrder ??= this.#heap.toSorted(compare);
    return this.#inOrder[index]?.envelope;
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    let hole = 0;
    for (;;) {
      const left = 2 * hole + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const below = right < heap.length && compare(this.#at(right), this.#at(left)) < 0 ? right : left;
      const next = this.#at(below);
      if (compare(entry, next) <= 0) break;
      heap[hole] = next;
      hole = below;
    }
    heap[hole] = entry;
  }

  #at(index: number): Entry {
    const entry = this.#heap[index];
    assert(entry !== undefined, 'a heap has no gaps');
    return entry;
  }

  #rank(message: unknown): number {
    if (message instanceof PoisonPill) return Number.POSITIVE_INFINITY;
    if (message instanceof ControlMessage) return Number.NEGATIVE_INFINITY;
    try {
      const priority = this.#priorityOf(message);
      return Number.isNaN(priority) ? Number.POSITIVE_INFINITY : priority;
    } catch {
      // It runs in the sender's turn, and the sender has done nothing wrong.
      return Number.POSITIVE_INFINITY;
    }
  }
}

function compare(a: Entry, b: Entry): number {
  return a.priority === b.priority ? a.arrival - b.arrival : a.priority < b.priority ? -1 : 1;
}
