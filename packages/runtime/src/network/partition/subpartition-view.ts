/** The reading side of a subpartition's ring, the same for a local consumer, the network thread and a remote channel's
 *  consumer: turns the entries into slices of committed bytes and events, in order but for what has priority.
 *  Path: ring → **view** → input channel (task thread) or credit view (network thread).
 *  Invariants: slices of a buffer are disjoint, in order, and cover what was committed; its entry is dropped when the
 *  buffer is finished and fully read, and exactly then `segmentDone` is set: its reader must recycle the segment once
 *  the slice is used. Behind an event that blocks, nothing is there until `resumeConsumption`.
 *  Source: Flink's BufferConsumer and PipelinedSubpartition.pollBuffer. */
import { assert } from '../../base/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import {
  asUnaligned,
  blocksUpstream,
  type ChannelEvent,
  type CheckpointBarrier,
  deserializeEvent,
  isDataType,
  NO_DATA_TYPE,
  PRIORITIZED_EVENT,
} from '../event/index.ts';
import { ANNOUNCES, NO_SEGMENT, OVERTAKES, REPLACES, RingReader } from '../ring/index.ts';

/** A barrier that was announced, and which entry of the ring it is. */
type Announced = { readonly sequenceNumber: number; readonly index: number };

/** A barrier that was given priority here, and where it stood. */
type Converted = { readonly barrier: CheckpointBarrier; readonly index: number };

export class SubpartitionView {
  /** What `poll` found: an event, or else the slice [start, end) of the memory's bytes. */
  event: ChannelEvent | undefined;
  dataType: number;
  start: number;
  end: number;
  /** The segment to recycle after this slice, or NO_SEGMENT when more slices of it may follow. */
  segmentDone: number;
  /** After a barrier: the index at which it would have come in its turn. What lies before it was overtaken. */
  overtakenUntil: number;
  readonly ring: RingReader;
  readonly #memory: SegmentMemory;
  #blocked: boolean;
  /** Bytes already read of the head buffer. */
  #headRead: number;
  #dataDropped: number;
  #announced: Announced[];
  readonly #converted: Converted[];

  constructor(memory: SegmentMemory, ring: SharedArrayBuffer) {
    this.event = undefined;
    this.dataType = NO_DATA_TYPE;
    this.start = 0;
    this.end = 0;
    this.segmentDone = NO_SEGMENT;
    this.ring = new RingReader(ring);
    this.overtakenUntil = this.ring.head;
    this.#memory = memory;
    this.#blocked = false;
    this.#headRead = 0;
    this.#dataDropped = 0;
    this.#announced = [];
    this.#converted = [];
  }

  /** An event that blocks was polled: nothing more comes, and nobody is rung, until `resumeConsumption`. Never so for
   *  a remote channel's consumer: its producer's view is the one that blocks. */
  get isBlocked(): boolean {
    return this.#blocked;
  }

  /** Takes the next slice or event. Hot: once per buffer.
   *  A slice may be empty (`start === end`): the buffer was finished after its last byte had been read; there is
   *  nothing to use, but `segmentDone` to recycle.
   *  @returns false when nothing is there; the reader is then idle and will be rung, unless it is blocked */
  poll(): boolean {
    if (this.#blocked) return false;
    if (!this.#take()) {
      this.ring.beIdle();
      if (!this.#take()) return false;
    }
    this.ring.beBusy();
    return true;
  }

  /** Takes the next event with priority, and nothing else. */
  pollPriority(): boolean {
    if (!this.hasPriority()) return false;
    this.#takePriority();
    return true;
  }

  /** Whether `poll` would find something. If not, the reader is idle and will be rung, unless it is blocked. */
  hasNext(): boolean {
    if (this.#blocked) return false;
    if (!this.#isReady()) {
      this.ring.beIdle();
      if (!this.#isReady()) return false;
    }
    this.ring.beBusy();
    return true;
  }

  /** Whether an event with priority is there. Drops those whose barrier has come in its turn meanwhile. */
  hasPriority(): boolean {
    if (this.#blocked) return false;
    const { lane } = this.ring;
    while (lane.hasEntry()) {
      if (lane.relation === OVERTAKES || !this.#isPast(lane.mark)) return true;
      lane.drop();
    }
    return this.#converted.length > 0;
  }

  /** Whether the next thing to poll would take a buffer of a remote consumer: bytes do, an event does not.
   *  Only after `hasNext` said true.
   *  @param emptyToo a buffer that ended without a byte more does as well */
  headNeedsCredit(emptyToo: boolean): boolean {
    if (this.hasPriority() || !isDataType(this.ring.headType)) return false;
    return emptyToo || this.#unread(this.ring.headSegment, this.#headRead) > 0;
  }

  /** How many data buffers a reader with unlimited credit could poll now. An open buffer counts only while it shows
   *  bytes that were not read (Flink: only when flushed, FLINK-11082).
   *  @param emptyToo count a buffer that has ended but for the reader, without a byte more */
  backlog(emptyToo: boolean = false): number {
    const entries = this.#blocked ? 0 : this.ring.length;
    if (entries === 0) return 0;
    let backlog = (this.ring.lastDataCount - this.#dataDropped) | 0;
    const head = this.ring.headSegment;
    const last = this.ring.lastSegment;
    if (head !== NO_SEGMENT && !this.#hasSlice(head, this.#headRead, emptyToo)) backlog--;
    if (last !== NO_SEGMENT && entries > 1 && !this.#hasSlice(last, 0, emptyToo)) backlog--;
    return backlog;
  }

  /** What follows the event that blocked may be polled. */
  resumeConsumption(): void {
    assert(this.#blocked, 'a subpartition is resumed only while an event blocks it');
    this.#blocked = false;
  }

  /** Gives an announced barrier priority: it becomes unaligned and is polled next.
   *  @returns false when it has been polled already */
  convertToPriority(sequenceNumber: number): boolean {
    const announced = this.#announced.find((each) => each.sequenceNumber === sequenceNumber);
    this.#announced = this.#announced.filter((each) => each !== announced && !this.#isPast(each.index));
    if (announced === undefined || this.#isPast(announced.index)) return false;
    const { index } = announced;
    const barrier = deserializeEvent(this.ring.typeAt(index), this.ring.eventAt(index));
    assert(barrier.kind === 'checkpointBarrier', 'what was announced is a barrier');
    this.ring.setTypeAt(index, NO_DATA_TYPE);
    this.#converted.push({ barrier: asUnaligned(barrier), index });
    return true;
  }

  /** The data that waits before `index`, as ranges of the memory's bytes, in order. */
  forEachQueued(index: number, use: (start: number, end: number) => void): void {
    for (let at = this.ring.head; ((index - at) | 0) > 0; at = (at + 1) | 0) {
      const segment = this.ring.segmentAt(at);
      if (!isDataType(this.ring.typeAt(at))) continue;
      const read = at === this.ring.head ? this.#headRead : 0;
      const base = this.#memory.base(segment);
      if (this.#unread(segment, read) > 0) use(base + read, base + this.#length(segment));
    }
  }

  /** Gives every segment that is still queued back; for a view that nobody will read any more. */
  drain(): void {
    while (this.ring.hasEntry()) {
      const segment = this.ring.headSegment;
      if (segment !== NO_SEGMENT) this.#memory.recycle(segment);
      this.ring.drop();
    }
  }

  /** The queue's tail is looked at before the lane: what was written behind an event stays behind it.
   *  An entry without a type was given priority: nothing is left in its place. */
  #take(): boolean {
    for (;;) {
      const hasEntry = this.ring.hasEntry();
      if (this.hasPriority()) return this.#takePriority();
      if (!hasEntry) return false;
      this.dataType = this.ring.headType;
      if (isDataType(this.dataType)) return this.#takeSlice();
      if (this.dataType !== NO_DATA_TYPE) return this.#takeEvent();
      this.#dropHead();
    }
  }

  #isReady(): boolean {
    for (;;) {
      const hasEntry = this.ring.hasEntry();
      if (this.hasPriority()) return true;
      if (!hasEntry) return false;
      const dataType = this.ring.headType;
      if (isDataType(dataType)) return this.#hasSlice(this.ring.headSegment, this.#headRead, true);
      if (dataType !== NO_DATA_TYPE) return true;
      this.#dropHead();
    }
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
    this.#describeEvent(this.dataType, deserializeEvent(this.dataType, this.ring.headEvent));
    this.#dropHead();
    this.overtakenUntil = this.ring.head;
    this.#blocked = blocksUpstream(this.dataType) && !this.ring.isHeldByWriter;
    return true;
  }

  #takePriority(): true {
    const { lane } = this.ring;
    if (!lane.hasEntry()) {
      const { barrier, index } = this.#converted.shift()!;
      this.#describeEvent(PRIORITIZED_EVENT, barrier);
      this.overtakenUntil = index;
      return true;
    }
    const { mark, relation } = lane;
    this.#describeEvent(lane.dataType, deserializeEvent(lane.dataType, lane.event));
    this.overtakenUntil = mark;
    if (relation === REPLACES) this.ring.setTypeAt(mark, NO_DATA_TYPE);
    if (relation === ANNOUNCES && this.event?.kind === 'eventAnnouncement') {
      this.#announced.push({ sequenceNumber: this.event.sequenceNumber, index: mark });
    }
    lane.drop();
    return true;
  }

  #describeEvent(dataType: number, event: ChannelEvent): void {
    this.dataType = dataType;
    this.event = event;
    this.start = 0;
    this.end = 0;
    this.segmentDone = NO_SEGMENT;
  }

  #dropHead(): void {
    this.#dataDropped = this.ring.headDataCount;
    this.#headRead = 0;
    this.ring.drop();
  }

  /** Whether the entry of this index has been dropped; indexes wrap. */
  #isPast(index: number): boolean {
    return ((index - this.ring.head) | 0) < 0;
  }

  /** Whether a poll would take something of this buffer: bytes, or its end. */
  #hasSlice(segment: number, read: number, emptyToo: boolean): boolean {
    const committed = this.#memory.committed(segment);
    return committed < 0 ? emptyToo || ~committed > read : committed > read;
  }

  #unread(segment: number, read: number): number {
    return this.#length(segment) - read;
  }

  #length(segment: number): number {
    const committed = this.#memory.committed(segment);
    return committed < 0 ? ~committed : committed;
  }
}
