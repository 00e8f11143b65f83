/** The reading end of a ring; used by one thread.
 *  Path: (other thread) ring writer → **ring reader** → subpartition view.
 *  Invariant: a reader that found nothing declares itself idle and looks once more before it relies on being rung;
 *  the writer publishes before it looks at the idle word, so one of the two always sees the other (Dekker). */
import { PriorityLaneReader } from './priority-lane.ts';
import {
  BUFFERS_READ_F64,
  BYTES_READ_F64,
  ENTRY_BYTES,
  ENTRY_DATA_COUNT,
  ENTRY_LENGTH,
  ENTRY_SEGMENT,
  ENTRY_TYPE,
  entryOffset,
  FIGURES,
  HEAD,
  HELD_BY_WRITER,
  NO_SOURCE,
  READER_FIGURES,
  READER_IDLE,
  READER_SOURCE,
  READER_THREAD,
  TAIL,
} from './ring-layout.ts';

export class RingReader {
  readonly lane: PriorityLaneReader;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #figures: Float64Array;
  #head: number;
  #tailSeen: number;
  #idle: boolean;

  constructor(buffer: SharedArrayBuffer) {
    this.lane = new PriorityLaneReader(buffer);
    this.#words = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.#figures = new Float64Array(buffer);
    this.#head = Atomics.load(this.#words, HEAD);
    this.#tailSeen = this.#head;
    this.#idle = false;
  }

  /** Says whom the writer is to ring. Before this nobody is rung. */
  attach(thread: number, source: number): void {
    Atomics.store(this.#words, READER_THREAD, thread);
    Atomics.store(this.#words, READER_SOURCE, source);
  }

  detach(): void {
    Atomics.store(this.#words, READER_SOURCE, NO_SOURCE);
    Atomics.store(this.#words, READER_IDLE, 0);
    this.#idle = false;
  }

  /** Whether an entry is there; if so the `head…` accessors describe the oldest. */
  hasEntry(): boolean {
    if (this.#head !== this.#tailSeen) return true;
    this.#tailSeen = Atomics.load(this.#words, TAIL);
    return this.#head !== this.#tailSeen;
  }

  /** Entries in the ring now. */
  get length(): number {
    this.#tailSeen = Atomics.load(this.#words, TAIL);
    return (this.#tailSeen - this.#head) | 0;
  }

  get headType(): number {
    return this.#words[entryOffset(this.#head) + ENTRY_TYPE]!;
  }

  get headSegment(): number {
    return this.#words[entryOffset(this.#head) + ENTRY_SEGMENT]!;
  }

  get headDataCount(): number {
    return this.#words[entryOffset(this.#head) + ENTRY_DATA_COUNT]!;
  }

  /** The bytes of the head event; borrowed until it is dropped. */
  get headEvent(): Uint8Array {
    return this.eventAt(this.#head);
  }

  /** Where the oldest entry lies; entries are found by their index until they are dropped. */
  get head(): number {
    return this.#head;
  }

  get tail(): number {
    this.#tailSeen = Atomics.load(this.#words, TAIL);
    return this.#tailSeen;
  }

  typeAt(index: number): number {
    return this.#words[entryOffset(index) + ENTRY_TYPE]!;
  }

  segmentAt(index: number): number {
    return this.#words[entryOffset(index) + ENTRY_SEGMENT]!;
  }

  eventAt(index: number): Uint8Array {
    const entry = entryOffset(index);
    const start = (entry + ENTRY_BYTES) * 4;
    return this.#bytes.subarray(start, start + this.#words[entry + ENTRY_LENGTH]!);
  }

  /** Changes the type of an entry that is the reader's: it is in the queue, so the writer does not touch it. */
  setTypeAt(index: number, dataType: number): void {
    this.#words[entryOffset(index) + ENTRY_TYPE] = dataType;
  }

  /** The newest entry; only while there is one. */
  get lastDataCount(): number {
    return this.#words[entryOffset((this.#tailSeen - 1) | 0) + ENTRY_DATA_COUNT]!;
  }

  get lastSegment(): number {
    return this.#words[entryOffset((this.#tailSeen - 1) | 0) + ENTRY_SEGMENT]!;
  }

  /** Frees the head entry for the writer. */
  drop(): void {
    this.#head = (this.#head + 1) | 0;
    Atomics.store(this.#words, HEAD, this.#head);
  }

  /** Asks to be rung at the next publication. Look once more after this, and `beBusy` if something was there. */
  beIdle(): void {
    this.#idle = true;
    Atomics.store(this.#words, READER_IDLE, 1);
  }

  /** A ring that is under way already may still come. */
  beBusy(): void {
    if (!this.#idle) return;
    this.#idle = false;
    Atomics.store(this.#words, READER_IDLE, 0);
  }

  /** Whether a barrier is held by who wrote the ring (for a producer elsewhere), and not by the reader itself. */
  get isHeldByWriter(): boolean {
    return Atomics.load(this.#words, HELD_BY_WRITER) === 1;
  }

  /** Shows a figure to whoever reports; plain, since a report may be a moment old. */
  showFigure(index: number, value: number): void {
    this.#words[READER_FIGURES + index] = value;
  }

  /** A figure that the writer shows. */
  writerFigure(index: number): number {
    return this.#words[FIGURES + index]!;
  }

  /** Counts a slice that was read, for reports. */
  countRead(bytes: number): void {
    this.#figures[BUFFERS_READ_F64]! += 1;
    this.#figures[BYTES_READ_F64]! += bytes;
  }
}
