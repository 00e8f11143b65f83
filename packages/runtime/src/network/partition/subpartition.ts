/** One consumer's share of a result partition, writing side. The ring **is** the queue.
 *  Path: buffer builder → **subpartition** → ring → subpartition view (the consumer's task thread, or the network
 *  thread on behalf of a remote consumer).
 *  Invariant: only the newest data entry may be unfinished; an event finishes the open buffer and keeps its place.
 *  Source: Flink's PipelinedSubpartition; its lock is replaced by the ring, its flush by the committed word. */
import {
  BufferBuilder,
  type BufferTarget,
  type LocalBufferPool,
  type SegmentMemory,
} from '../buffer/index.ts';
import {
  type ChannelEvent,
  DATA_BUFFER,
  dataTypeOf,
  MAX_EVENT_BYTES,
  serializeEvent,
} from '../event/index.ts';
import { NO_SEGMENT, ReaderReplies, RingWriter } from '../ring/index.ts';

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
    this.#eventBytes = new Uint8Array(MAX_EVENT_BYTES);
    this.builder = new BufferBuilder(memory, this);
  }

  /** Entries waiting in the queue, the open buffer included. */
  get queueLength(): number {
    return this.#ring.length;
  }

  /** Appends an event behind everything written so far, and wakes an idle reader. */
  addEvent(event: ChannelEvent): void {
    this.builder.finish();
    const length = serializeEvent(event, this.#eventBytes, 0);
    this.#ring.pushEvent(dataTypeOf(event), this.#eventBytes.subarray(0, length));
    this.#ring.wakeReaderIfIdle();
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
}
