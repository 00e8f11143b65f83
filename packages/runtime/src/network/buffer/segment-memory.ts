/** All network memory of a TaskManager: one shared buffer cut into segments, and a few control words for each.
 *  A segment is an index; it has one owner at any time. The control words:
 *  - committed: how many bytes a reader may see; `~length` (negative) once the buffer is finished (Flink's trick)
 *  - home and next: whose recycle stack the segment returns to, and the link that threads that stack
 *  - tag: for the owner's use (which subpartition or channel it was lent to).
 *  Invariant: bytes are written before the committed word that shows them is stored (release/acquire). */
import { assert } from '../../base/index.ts';
import { DoorbellTable } from '../ring/index.ts';

/** Structured-clonable: what a thread needs to see the same memory. */
export type SegmentMemoryHandle = {
  readonly segmentSize: number;
  readonly segmentCount: number;
  readonly bytes: SharedArrayBuffer;
  readonly control: SharedArrayBuffer;
  readonly doorbells: SharedArrayBuffer;
};

const HOME_WORDS = 32;
const HOME_HEAD = 0;
const HOME_THREAD = 1;
const HOME_SOURCE = 2;
const HOME_TARGET = 3;
/** Shown by the owner for reports. */
const HOME_OWNED = 4;
const HOME_FREE = 5;
const NO_THREAD = -1;

/** Values of a recycle stack's head when no segment is on it. */
const EMPTY = -1;
const EMPTY_AND_AWAITED = -2;

/** Tag of a segment that is new to its home: it was lent to nothing there yet. */
export const FRESH: number = -2_147_483_648;
/** Committed word of a segment that is on its recycle stack: recycling it again is caught at once. */
const RECYCLED = -2_147_483_648;

export class SegmentMemory {
  readonly segmentSize: number;
  readonly segmentCount: number;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  readonly view: DataView<SharedArrayBuffer>;
  readonly doorbells: DoorbellTable;
  readonly handle: SegmentMemoryHandle;
  readonly #control: Int32Array;
  // Word offsets of the per-segment arrays within the control words.
  readonly #next: number;
  readonly #home: number;
  readonly #tag: number;
  readonly #homes: number;

  static create(segmentCount: number, segmentSize: number, doorbellThreads: number): SegmentMemory {
    return new SegmentMemory({
      segmentSize,
      segmentCount,
      bytes: new SharedArrayBuffer(segmentCount * segmentSize),
      // A home owns at least one segment, so there are never more homes than segments; one more is for what they
      // give back.
      control: new SharedArrayBuffer((segmentCount * 4 + 32 + (segmentCount + 1) * HOME_WORDS) * 4),
      doorbells: DoorbellTable.createBuffer(doorbellThreads),
    });
  }

  static attach(handle: SegmentMemoryHandle): SegmentMemory {
    return new SegmentMemory(handle);
  }

  private constructor(handle: SegmentMemoryHandle) {
    this.handle = handle;
    this.segmentSize = handle.segmentSize;
    this.segmentCount = handle.segmentCount;
    this.bytes = new Uint8Array(handle.bytes);
    this.view = new DataView(handle.bytes);
    this.doorbells = new DoorbellTable(handle.doorbells);
    this.#control = new Int32Array(handle.control);
    this.#next = handle.segmentCount;
    this.#home = handle.segmentCount * 2;
    this.#tag = handle.segmentCount * 3;
    this.#homes = handle.segmentCount * 4 + 32;
  }

  /** Offset in `bytes` at which the segment starts. */
  base(segment: number): number {
    return segment * this.segmentSize;
  }

  /** Makes a segment as new: nothing committed, not finished. Only its owner does this. */
  open(segment: number): void {
    Atomics.store(this.#control, segment, 0);
  }

  /** Shows the first `length` bytes to the reader; more may follow. */
  commit(segment: number, length: number): void {
    Atomics.store(this.#control, segment, length);
  }

  /** Shows the first `length` bytes to the reader, and that no more will follow. */
  finish(segment: number, length: number): void {
    Atomics.store(this.#control, segment, ~length);
  }

  /** The committed word: a length, or `~length` of a finished buffer. */
  committed(segment: number): number {
    return Atomics.load(this.#control, segment);
  }

  tag(segment: number): number {
    return this.#control[this.#tag + segment]!;
  }

  setTag(segment: number, tag: number): void {
    this.#control[this.#tag + segment] = tag;
  }

  setHome(segment: number, home: number): void {
    this.#control[this.#home + segment] = home;
  }

  /** Sends a segment home, from any thread that owns it; the home's thread is rung if it awaits one.
   *  Hot: once per buffer. A stack that is only pushed to and taken whole has no ABA problem. */
  recycle(segment: number): void {
    assert(segment >= 0 && segment < this.segmentCount, 'a recycled segment exists');
    const committed = Atomics.exchange(this.#control, segment, RECYCLED);
    assert(committed !== RECYCLED, 'a segment is recycled once by its owner');
    const home = this.#homes + this.#control[this.#home + segment]! * HOME_WORDS;
    for (;;) {
      const head = Atomics.load(this.#control, home + HOME_HEAD);
      this.#control[this.#next + segment] = head < 0 ? EMPTY : head;
      if (Atomics.compareExchange(this.#control, home + HOME_HEAD, head, segment) !== head) continue;
      if (head === EMPTY_AND_AWAITED) {
        this.doorbells.ring(this.#control[home + HOME_THREAD]!, this.#control[home + HOME_SOURCE]!);
      }
      return;
    }
  }

  /** The home of segments that their pools gave back; the main thread takes from it. */
  get returnHome(): number {
    return this.segmentCount;
  }

  /** Empties a home's stack for a new owner. */
  resetHome(home: number): void {
    const words = this.#homes + home * HOME_WORDS;
    Atomics.store(this.#control, words + HOME_HEAD, EMPTY);
    Atomics.store(this.#control, words + HOME_THREAD, NO_THREAD);
    this.showHome(home, 0, 0);
  }

  /** Adds a free segment to a home: its owner finds it like one that was recycled, tagged FRESH. */
  addToHome(segment: number, home: number): void {
    this.setHome(segment, home);
    this.setTag(segment, FRESH);
    this.open(segment);
    this.recycle(segment);
  }

  /** From a home's owner: lets a segment go for good, to whom the main thread gives it next. */
  giveBack(segment: number): void {
    this.setHome(segment, this.returnHome);
    this.recycle(segment);
  }

  /** How many segments a home may own; what it owns beyond is given back as it comes home. */
  target(home: number): number {
    return Atomics.load(this.#control, this.#homes + home * HOME_WORDS + HOME_TARGET);
  }

  setTarget(home: number, segmentCount: number): void {
    Atomics.store(this.#control, this.#homes + home * HOME_WORDS + HOME_TARGET, segmentCount);
  }

  /** From a home's owner, for reports. Hot: once per buffer, so plain: a report may be a moment old. */
  showHome(home: number, owned: number, free: number): void {
    const words = this.#homes + home * HOME_WORDS;
    this.#control[words + HOME_OWNED] = owned;
    this.#control[words + HOME_FREE] = free;
  }

  /** What a home's owner has, from any thread and without asking it. What came home meanwhile counts as free. */
  readHome(home: number): { readonly owned: number; readonly inUse: number } {
    const words = this.#homes + home * HOME_WORDS;
    const owned = this.#control[words + HOME_OWNED]!;
    const free = this.#control[words + HOME_FREE]! + this.#countHome(words, owned);
    return { owned, inUse: Math.max(0, owned - free) };
  }

  /** Segments that their pools gave back and nobody has taken in yet. */
  countReturned(): number {
    return this.#countHome(this.#homes + this.returnHome * HOME_WORDS, this.segmentCount);
  }

  /** Walks the stack while others push and take: a count of now or of a moment ago, and never an endless walk. */
  #countHome(words: number, most: number): number {
    let count = 0;
    let segment = Atomics.load(this.#control, words + HOME_HEAD);
    while (segment >= 0 && count < most) {
      count++;
      segment = this.#control[this.#next + segment]!;
    }
    return count;
  }

  /** Tells a home's owner to look at its target; nobody is rung before it has attached itself. */
  ringHome(home: number): void {
    const words = this.#homes + home * HOME_WORDS;
    const thread = Atomics.load(this.#control, words + HOME_THREAD);
    if (thread !== NO_THREAD) this.doorbells.ring(thread, this.#control[words + HOME_SOURCE]!);
  }

  /** Says whom to ring when an awaited segment comes home. */
  setHomeListener(home: number, thread: number, source: number): void {
    this.#control[this.#homes + home * HOME_WORDS + HOME_SOURCE] = source;
    Atomics.store(this.#control, this.#homes + home * HOME_WORDS + HOME_THREAD, thread);
  }

  /** Takes all segments that came home: the first of a chain to be walked with `nextOf`, or NO_SEGMENT. */
  takeHome(home: number): number {
    const head = this.#homes + home * HOME_WORDS + HOME_HEAD;
    if (Atomics.load(this.#control, head) === EMPTY) return EMPTY;
    const first = Atomics.exchange(this.#control, head, EMPTY);
    return first < 0 ? EMPTY : first;
  }

  nextOf(segment: number): number {
    return this.#control[this.#next + segment]!;
  }

  /** Asks to be rung when the next segment comes home. @returns false when one is there already */
  awaitHome(home: number): boolean {
    const head = this.#homes + home * HOME_WORDS + HOME_HEAD;
    const seen = Atomics.compareExchange(this.#control, head, EMPTY, EMPTY_AND_AWAITED);
    return seen < 0;
  }
}
