/** One consumer's share of a result partition, writing side. The ring **is** the queue.
 *  Path: buffer builder → **subpartition** → ring → subpartition view (the consumer's task thread, or the network
 *  thread on behalf of a remote consumer).
 *  Invariant: only the newest data entry may be unfinished; an event finishes the open buffer. It keeps its place, or
 *  goes into the ring's priority lane, and overtakes.
 *  Source: Flink's PipelinedSubpartition; its lock is replaced by the ring, its flush by the committed word. */
import { streamError } from '../../base/index.ts';
import {
  BufferBuilder,
  type BufferTarget,
  type LocalBufferPool,
  type SegmentMemory,
} from '../buffer/index.ts';
import {
  asUnaligned,
  type ChannelEvent,
  type CheckpointBarrier,
  DATA_BUFFER,
  dataTypeOf,
  hasPriority,
  MAX_EVENT_BYTES,
  needsAnnouncement,
  PRIORITIZED_EVENT,
  serializeEvent,
} from '../event/index.ts';
import {
  NO_SEGMENT,
  OVERTAKES,
  ReaderReplies,
  REPLACES,
  RING_EVENT_LIMIT,
  RingWriter,
} from '../ring/index.ts';

/** Waits until the pool may have a segment again; returns early without harm. */
export type WaitForSegment = (subpartition: number) => void;

export class Subpartition implements BufferTarget {
  readonly index: number;
  readonly builder: BufferBuilder;
  readonly replies: ReaderReplies;
  buffersOut: number;
  bytesOut: number;
  readonly #memory: SegmentMemory;
  readonly #pool: LocalBufferPool;
  readonly #ring: RingWriter;
  readonly #waitForSegment: WaitForSegment;
  readonly #startBufferSize: number;
  readonly #eventBytes: Uint8Array;
  /** The last barrier that may be given priority later, and which entry of the ring it is. */
  #waitingBarrier: { readonly barrier: CheckpointBarrier; readonly index: number } | undefined;

  constructor(
    index: number,
    memory: SegmentMemory,
    pool: LocalBufferPool,
    ring: SharedArrayBuffer,
    waitForSegment: WaitForSegment,
    startBufferSize: number = 0,
  ) {
    this.index = index;
    this.buffersOut = 0;
    this.bytesOut = 0;
    this.#memory = memory;
    this.#pool = pool;
    this.#ring = new RingWriter(ring, memory.doorbells);
    this.#startBufferSize = startBufferSize;
    this.replies = new ReaderReplies(ring, memory.doorbells);
    this.#waitForSegment = waitForSegment;
    this.#waitingBarrier = undefined;
    this.#eventBytes = new Uint8Array(MAX_EVENT_BYTES);
    this.builder = new BufferBuilder(memory, this);
  }

  /** Entries waiting in the queue, the open buffer included. */
  get queueLength(): number {
    return this.#ring.length;
  }

  /** Puts an event behind everything written so far, or ahead of all of it if it has priority, and wakes the reader.
   *  @throws StreamError NET_CHANNEL_OVERFLOW when nobody has read for so many checkpoints that there is no place */
  addEvent(event: ChannelEvent): void {
    this.builder.finish();
    const dataType = dataTypeOf(event);
    if (hasPriority(dataType)) return this.#overtake(event);
    this.#demandRoom(this.#ring.hasRoomForEvent);
    if (needsAnnouncement(dataType) && event.kind === 'checkpointBarrier') {
      this.#waitingBarrier = { barrier: event, index: this.#ring.tail };
    }
    const length = serializeEvent(event, this.#eventBytes, 0);
    this.#ring.pushEvent(dataType, this.#eventBytes.subarray(0, length));
    this.#ring.wakeReaderIfIdle();
  }

  /** The barrier of this checkpoint has become too old to wait in line: if it still does, it overtakes. */
  alignedBarrierTimeout(checkpointId: number): void {
    const waiting = this.#waitingBarrier;
    if (waiting?.barrier.checkpointId !== checkpointId) return;
    this.#waitingBarrier = undefined;
    this.#overtake(asUnaligned(waiting.barrier), REPLACES, waiting.index);
  }

  /** The wish of its reader, or the size to start with. */
  get desiredBufferSize(): number {
    const desired = this.replies.desiredBufferSize;
    return desired === 0 ? this.#startBufferSize : desired;
  }

  get hasFreeBuffer(): boolean {
    return this.#pool.available || this.#pool.drain();
  }

  openBuffer(): number {
    let segment = this.#pool.request(this.index);
    while (segment === NO_SEGMENT) {
      this.#waitForSegment(this.index);
      segment = this.#pool.request(this.index);
    }
    this.#memory.open(segment);
    this.#ring.pushSegment(DATA_BUFFER, segment);
    return segment;
  }

  bufferCommitted(length: number): void {
    this.#ring.showBytesWritten(this.bytesOut + length);
    this.#ring.wakeReaderIfIdle();
  }

  bufferFinished(length: number): void {
    this.buffersOut++;
    this.bytesOut += length;
    this.#ring.showBytesWritten(this.bytesOut);
    this.#ring.wakeReaderIfIdle();
  }

  #overtake(event: ChannelEvent, relation: number = OVERTAKES, mark: number = this.#ring.tail): void {
    this.#demandRoom(this.#ring.lane.hasRoom);
    const length = serializeEvent(event, this.#eventBytes, 0);
    this.#ring.pushPriorityEvent(PRIORITIZED_EVENT, this.#eventBytes.subarray(0, length), relation, mark);
  }

  #demandRoom(hasRoom: boolean): void {
    if (hasRoom) return;
    const details = { channel: `subpartition ${this.index}`, capacity: RING_EVENT_LIMIT };
    throw streamError('NET_CHANNEL_OVERFLOW', details);
  }
}
