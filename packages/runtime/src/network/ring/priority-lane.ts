/** How does an event overtake in a queue that only its reader may take from, and only its writer may add to? It does
 *  not enter the queue: it goes into a small lane beside it, together with a mark, an index of the queue. The reader
 *  looks into the lane first, so the event is ahead of everything; and whatever lies between the reader's place and the
 *  mark is exactly what was overtaken.
 *  What the mark is: **overtakes**, the place the event would have had; **announces**, an entry that waits in line;
 *  **replaces**, an entry of the queue that is to leave it, because this event came instead.
 *  Invariant: the writer fills the lane before it goes on in the queue, and the reader looks at the queue's tail before
 *  it looks into the lane. So what was written behind an event is never read ahead of it. See docs/adr/0015. */
import { assert } from '../../base/index.ts';
import {
  ENTRY_BYTES,
  ENTRY_BYTES_MAX,
  ENTRY_LENGTH,
  ENTRY_MARK,
  ENTRY_RELATION,
  ENTRY_TYPE,
  LANE_CAPACITY,
  laneOffset,
  PRIORITY_HEAD,
  PRIORITY_TAIL,
} from './ring-layout.ts';

export const OVERTAKES: number = 0;
export const ANNOUNCES: number = 1;
export const REPLACES: number = 2;

export class PriorityLaneWriter {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  #tail: number;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.#tail = Atomics.load(this.#words, PRIORITY_TAIL);
  }

  /** Entries not yet taken by the reader. */
  get length(): number {
    return (this.#tail - Atomics.load(this.#words, PRIORITY_HEAD)) | 0;
  }

  get hasRoom(): boolean {
    return this.length < LANE_CAPACITY;
  }

  /** @returns whether it is the only one: the reader may not know yet that there is something */
  push(dataType: number, bytes: Uint8Array, relation: number, mark: number): boolean {
    assert(this.hasRoom && bytes.length <= ENTRY_BYTES_MAX, 'a lane has room for an event');
    const entry = laneOffset(this.#tail);
    this.#words[entry + ENTRY_TYPE] = dataType;
    this.#words[entry + ENTRY_RELATION] = relation;
    this.#words[entry + ENTRY_MARK] = mark;
    this.#words[entry + ENTRY_LENGTH] = bytes.length;
    this.#bytes.set(bytes, (entry + ENTRY_BYTES) * 4);
    this.#tail = (this.#tail + 1) | 0;
    Atomics.store(this.#words, PRIORITY_TAIL, this.#tail);
    return this.length <= 1;
  }
}

export class PriorityLaneReader {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  #head: number;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.#head = Atomics.load(this.#words, PRIORITY_HEAD);
  }

  /** Hot: one load per look at the queue. Look at the queue's tail before. */
  hasEntry(): boolean {
    return this.#head !== Atomics.load(this.#words, PRIORITY_TAIL);
  }

  get dataType(): number {
    return this.#words[laneOffset(this.#head) + ENTRY_TYPE]!;
  }

  get relation(): number {
    return this.#words[laneOffset(this.#head) + ENTRY_RELATION]!;
  }

  get mark(): number {
    return this.#words[laneOffset(this.#head) + ENTRY_MARK]!;
  }

  /** The bytes of the event; borrowed until it is dropped. */
  get event(): Uint8Array {
    const entry = laneOffset(this.#head);
    const start = (entry + ENTRY_BYTES) * 4;
    return this.#bytes.subarray(start, start + this.#words[entry + ENTRY_LENGTH]!);
  }

  /** Look again after this: who fills the lane rings only for the first that is in it. */
  drop(): void {
    this.#head = (this.#head + 1) | 0;
    Atomics.store(this.#words, PRIORITY_HEAD, this.#head);
  }
}
