/** The open buffer of one subpartition: the record writer puts bytes straight into the segment's memory.
 *  Path: record writer → **builder** → subpartition (its ring holds the buffer from the moment it is opened).
 *  `position` and `limit` are plain fields for generated code; nothing is visible to the reader before `commit`
 *  or `finish`, each one atomic store. Source: Flink's BufferBuilder with its negative finished position. */
import { assert } from '../../base/index.ts';
import { NO_SEGMENT } from '../ring/index.ts';
import type { SegmentMemory } from './segment-memory.ts';

/** What a builder needs of its subpartition. */
export interface BufferTarget {
  /** How many bytes the next buffer should have at most; 0: as many as a segment. A wish, see `reserve`. */
  readonly desiredBufferSize: number;
  /** Whether the task may go on after another buffer was opened. */
  readonly hasFreeBuffer: boolean;
  /** A fresh segment, already in the subpartition's queue; blocks while there is none. */
  openBuffer(): number;
  /** Called after a commit that showed something new. @param length bytes of the buffer that are shown */
  bufferCommitted(length: number): void;
  /** Called after a finish. @param length bytes in the whole buffer */
  bufferFinished(length: number): void;
}

export class BufferBuilder {
  readonly memory: SegmentMemory;
  /** Where the next byte goes: absolute offset in `memory.bytes`. */
  position: number;
  /** End of the open buffer: of its segment, or earlier when smaller buffers are desired; equal to `position` when
   *  none is open. */
  limit: number;
  /** Counted by the record writer, read for metrics. */
  recordCount: number;
  readonly #target: BufferTarget;
  #segment: number;
  #committedPosition: number;

  constructor(memory: SegmentMemory, target: BufferTarget) {
    this.memory = memory;
    this.position = 0;
    this.limit = 0;
    this.recordCount = 0;
    this.#target = target;
    this.#segment = NO_SEGMENT;
    this.#committedPosition = 0;
  }

  /** Makes room for `byteCount` bytes in one piece; call when `position + byteCount > limit`.
   *  Finishes the open buffer and opens the next, waiting for a segment if there is none. An open buffer that ended
   *  early, as its reader desired, is used further instead when another one would hold the task back.
   *  @param byteCount at most the segment size */
  reserve(byteCount: number): void {
    if (this.position + byteCount <= this.limit) return;
    assert(byteCount <= this.memory.segmentSize, 'a piece of a record fits into one segment');
    if (this.#extend(byteCount)) return;
    this.finish();
    this.#segment = this.#target.openBuffer();
    this.position = this.memory.base(this.#segment);
    this.#committedPosition = this.position;
    this.limit = this.position + this.#sizeOfNext(byteCount);
  }

  /** Shows what was written so far to the reader (Flink's flush); nothing happens when nothing is new. */
  commit(): void {
    if (this.position === this.#committedPosition) return;
    this.#committedPosition = this.position;
    const length = this.position - this.memory.base(this.#segment);
    this.memory.commit(this.#segment, length);
    this.#target.bufferCommitted(length);
  }

  #sizeOfNext(byteCount: number): number {
    const desired = this.#target.desiredBufferSize;
    const { segmentSize } = this.memory;
    return desired === 0 ? segmentSize : Math.min(segmentSize, Math.max(desired, byteCount));
  }

  /** One byte further than needed, if there is one: a buffer that is not full need not be followed by another. */
  #extend(byteCount: number): boolean {
    if (this.#segment === NO_SEGMENT) return false;
    const segmentEnd = this.memory.base(this.#segment) + this.memory.segmentSize;
    if (this.position + byteCount > segmentEnd || this.#target.hasFreeBuffer) return false;
    this.limit = Math.min(segmentEnd, this.position + byteCount + 1);
    return true;
  }

  /** Closes the open buffer, if any: the reader may have all of it and then give the segment back. */
  finish(): void {
    if (this.#segment === NO_SEGMENT) return;
    const length = this.position - this.memory.base(this.#segment);
    this.memory.finish(this.#segment, length);
    this.#segment = NO_SEGMENT;
    this.limit = this.position;
    this.#committedPosition = this.position;
    this.#target.bufferFinished(length);
  }
}
