/** The reading side of a subpartition's ring, the same for a local consumer, the network thread and a remote channel's
 *  consumer: turns the entries into slices of committed bytes and events, in order.
 *  Path: ring → **view** → input channel (task thread) or credit view (network thread).
 *  Invariant: slices of a buffer are disjoint, in order, and cover what was committed; its entry is dropped when the
 *  buffer is finished and fully read, and exactly then `segmentDone` is set: its reader must recycle the segment once
 *  the slice is used. Source: Flink's BufferConsumer and PipelinedSubpartition.pollBuffer. */
import type { SegmentMemory } from '../buffer/index.ts';
import { type ChannelEvent, deserializeEvent, isDataType } from '../event/index.ts';
import { NO_SEGMENT, RingReader } from '../ring/index.ts';

export class SubpartitionView {
  /** What `poll` found: an event, or else the slice [start, end) of the memory's bytes. */
  event: ChannelEvent | undefined;
  dataType: number;
  start: number;
  end: number;
  /** The segment to recycle after this slice, or NO_SEGMENT when more slices of it may follow. */
  segmentDone: number;
  readonly ring: RingReader;
  readonly #memory: SegmentMemory;
  /** Bytes already read of the head buffer. */
  #headRead: number;
  #dataDropped: number;

  constructor(memory: SegmentMemory, ring: SharedArrayBuffer) {
    this.event = undefined;
    this.dataType = 0;
    this.start = 0;
    this.end = 0;
    this.segmentDone = NO_SEGMENT;
    this.ring = new RingReader(ring);
    this.#memory = memory;
    this.#headRead = 0;
    this.#dataDropped = 0;
  }

  /** Takes the next slice or event. Hot: once per buffer.
   *  A slice may be empty (`start === end`): the buffer was finished after its last byte had been read; there is
   *  nothing to use, but `segmentDone` to recycle.
   *  @returns false when nothing is there; the reader is then idle and will be rung */
  poll(): boolean {
    if (!this.#take()) {
      this.ring.beIdle();
      if (!this.#take()) return false;
    }
    this.ring.beBusy();
    return true;
  }

  /** Whether `poll` would find something. If not, the reader is idle and will be rung. */
  hasNext(): boolean {
    if (!this.#headReady()) {
      this.ring.beIdle();
      if (!this.#headReady()) return false;
    }
    this.ring.beBusy();
    return true;
  }

  /** Whether the next thing to poll would take a buffer of a remote consumer: bytes do, an event does not.
   *  Only after `hasNext` said true. */
  headNeedsCredit(): boolean {
    return isDataType(this.ring.headType) && this.#unread(this.ring.headSegment, this.#headRead) > 0;
  }

  /** How many data buffers a reader with unlimited credit could poll now. An open buffer counts only while it shows
   *  bytes that were not read (Flink: only when flushed, FLINK-11082). */
  backlog(): number {
    const entries = this.ring.length;
    if (entries === 0) return 0;
    let backlog = (this.ring.lastDataCount - this.#dataDropped) | 0;
    const head = this.ring.headSegment;
    const last = this.ring.lastSegment;
    if (head !== NO_SEGMENT && this.#unread(head, this.#headRead) === 0) backlog--;
    if (last !== NO_SEGMENT && entries > 1 && this.#unread(last, 0) === 0) backlog--;
    return backlog;
  }

  /** Gives every segment that is still queued back; for a view that nobody will read any more. */
  drain(): void {
    while (this.ring.hasEntry()) {
      const segment = this.ring.headSegment;
      if (segment !== NO_SEGMENT) this.#memory.recycle(segment);
      this.ring.drop();
    }
  }

  #take(): boolean {
    if (!this.ring.hasEntry()) return false;
    this.dataType = this.ring.headType;
    return isDataType(this.dataType) ? this.#takeSlice() : this.#takeEvent();
  }

  #takeSlice(): boolean {
    const segment = this.ring.headSegment;
    const committed = this.#memory.committed(segment);
    const finished = committed < 0;
    const length = finished ? ~committed : committed;
    if (length === this.#headRead && !finished) return false;
    const base = this.#memory.base(segment);
    this.event = undefined;
    this.start = base + this.#headRead;
    this.end = base + length;
    this.segmentDone = finished ? segment : NO_SEGMENT;
    this.#headRead = length;
    if (this.end > this.start) this.ring.countRead(this.end - this.start);
    if (finished) this.#dropHead();
    return true;
  }

  #takeEvent(): boolean {
    this.event = deserializeEvent(this.dataType, this.ring.headEvent);
    this.start = 0;
    this.end = 0;
    this.segmentDone = NO_SEGMENT;
    this.#dropHead();
    return true;
  }

  #dropHead(): void {
    this.#dataDropped = this.ring.headDataCount;
    this.#headRead = 0;
    this.ring.drop();
  }

  #headReady(): boolean {
    if (!this.ring.hasEntry()) return false;
    if (!isDataType(this.ring.headType)) return true;
    const committed = this.#memory.committed(this.ring.headSegment);
    return committed < 0 || committed > this.#headRead;
  }

  #unread(segment: number, read: number): number {
    const committed = this.#memory.committed(segment);
    return (committed < 0 ? ~committed : committed) - read;
  }
}
