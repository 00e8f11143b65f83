/** The writing end of a ring; used by one thread.
 *  Path: subpartition or remote input channel → **ring writer** → (other thread) ring reader.
 *  Invariant: an entry's words are written before the tail that shows it is stored (release), so the reader, which
 *  loads the tail first (acquire), sees whole entries. Waking follows Dekker: publish, then look whether it is idle. */
import { assert } from '../../base/index.ts';
import type { DoorbellTable } from './doorbell-table.ts';
import { OVERTAKES, PriorityLaneWriter } from './priority-lane.ts';
import {
  BYTES_WRITTEN,
  ENTRY_BYTES,
  ENTRY_BYTES_MAX,
  ENTRY_DATA_COUNT,
  ENTRY_LENGTH,
  ENTRY_SEGMENT,
  ENTRY_TYPE,
  entryOffset,
  FIGURES,
  HEAD,
  HELD_BY_WRITER,
  NO_SEGMENT,
  NO_SOURCE,
  READER_IDLE,
  READER_SOURCE,
  READER_THREAD,
  RING_CAPACITY,
  RING_EVENT_LIMIT,
  TAIL,
} from './ring-layout.ts';

export class RingWriter {
  readonly lane: PriorityLaneWriter;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #doorbells: DoorbellTable;
  #tail: number;
  #headSeen: number;
  #dataCount: number;

  constructor(buffer: SharedArrayBuffer, doorbells: DoorbellTable) {
    this.lane = new PriorityLaneWriter(buffer);
    this.#words = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.#doorbells = doorbells;
    this.#tail = Atomics.load(this.#words, TAIL);
    this.#headSeen = this.#tail;
    this.#dataCount = 0;
  }

  /** Entries not yet taken by the reader. */
  get length(): number {
    return (this.#tail - Atomics.load(this.#words, HEAD)) | 0;
  }

  get hasRoomForEvent(): boolean {
    return this.length < RING_EVENT_LIMIT;
  }

  /** Appends a data buffer; whether and how much of it may be read is told by the segment's committed word.
   *  Does not wake the reader: an open buffer is nothing to read yet. */
  pushSegment(dataType: number, segment: number): void {
    this.#dataCount = (this.#dataCount + 1) | 0;
    this.#writeEntry(dataType, segment);
    this.#publish();
  }

  /** Appends an event. @param bytes the serialized event */
  pushEvent(dataType: number, bytes: Uint8Array): void {
    assert(bytes.length <= ENTRY_BYTES_MAX, 'an event fits into an entry');
    const entry = this.#writeEntry(dataType, NO_SEGMENT);
    this.#words[entry + ENTRY_LENGTH] = bytes.length;
    this.#bytes.set(bytes, (entry + ENTRY_BYTES) * 4);
    this.#publish();
  }

  /** Where the next entry will lie. */
  get tail(): number {
    return this.#tail;
  }

  /** Puts an event ahead of all that waits, and rings the reader even if it is not idle: it may be about to read what
   *  was overtaken, or hold it back. @param mark see priority-lane.ts */
  pushPriorityEvent(
    dataType: number,
    bytes: Uint8Array,
    relation: number = OVERTAKES,
    mark: number = this.#tail,
  ): void {
    if (!this.lane.push(dataType, bytes, relation, mark)) return;
    Atomics.store(this.#words, READER_IDLE, 0);
    this.#ringReader();
  }

  /** Barriers are held where this writer's data comes from: the reader replies when the channel may go on. */
  holdBarriers(): void {
    Atomics.store(this.#words, HELD_BY_WRITER, 1);
  }

  /** Call after publishing an entry or a committed length. Hot: one load while the reader is busy. */
  wakeReaderIfIdle(): void {
    if (Atomics.load(this.#words, READER_IDLE) === 0) return;
    if (Atomics.exchange(this.#words, READER_IDLE, 0) === 0) return;
    this.#ringReader();
  }

  /** Shows how many bytes the reader was shown in all, for reports. Hot: once per buffer. */
  showBytesWritten(bytes: number): void {
    this.#words[BYTES_WRITTEN] = bytes;
  }

  /** Shows a figure to whoever reports; plain, since a report may be a moment old. */
  showFigure(index: number, value: number): void {
    this.#words[FIGURES + index] = value;
  }

  #ringReader(): void {
    const source = Atomics.load(this.#words, READER_SOURCE);
    if (source !== NO_SOURCE) this.#doorbells.ring(Atomics.load(this.#words, READER_THREAD), source);
  }

  #writeEntry(dataType: number, segment: number): number {
    if (((this.#tail - this.#headSeen) | 0) >= RING_CAPACITY) {
      this.#headSeen = Atomics.load(this.#words, HEAD);
      assert(
        ((this.#tail - this.#headSeen) | 0) < RING_CAPACITY,
        'a ring has room: its data is bounded by the pool',
      );
    }
    const at = entryOffset(this.#tail);
    this.#words[at + ENTRY_TYPE] = dataType;
    this.#words[at + ENTRY_SEGMENT] = segment;
    this.#words[at + ENTRY_DATA_COUNT] = this.#dataCount;
    return at;
  }

  #publish(): void {
    this.#tail = (this.#tail + 1) | 0;
    Atomics.store(this.#words, TAIL, this.#tail);
  }
}
