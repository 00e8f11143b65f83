/** What has been given to a producer's socket and is not written yet: which view sent each frame, and which segment
 *  may go home once its bytes are gone. Also owns the bytes of the frame headers meanwhile.
 *  A fixed ring: the bound is the connection's window, and nothing is allocated per buffer.
 *  Invariant: segments are recycled in the order of sending, and never before the socket has taken their last byte. */
import { assert } from '../../base/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import { MAX_EVENT_BYTES } from '../event/index.ts';
import { NO_SEGMENT } from '../ring/index.ts';
import { BUFFER_HEADER_BYTES } from '../wire/index.ts';
import type { CreditView } from './credit-view.ts';

/** A header, and behind it room for the payload of an event. */
const SLOT_BYTES = BUFFER_HEADER_BYTES + MAX_EVENT_BYTES;

export class FramesOnTheWay {
  readonly capacity: number;
  readonly #memory: SegmentMemory;
  /** One slot of bytes per frame, each with a ready-made view of a buffer's header. */
  readonly slotBytes: readonly Uint8Array[];
  readonly headers: readonly Uint8Array[];
  readonly #views: (CreditView | undefined)[];
  /** Per frame, the segment to recycle after it. */
  readonly #segments: Int32Array;
  /** Per frame, more segments to recycle after it: buffers that ended without a frame of their own. */
  readonly #moreSegments: number[][];
  #first: number;
  #length: number;

  constructor(memory: SegmentMemory, capacity: number) {
    this.capacity = capacity;
    this.#memory = memory;
    const bytes = new Uint8Array(capacity * SLOT_BYTES);
    const slots = Array.from({ length: capacity }, (_, i) => i * SLOT_BYTES);
    this.slotBytes = slots.map((at) => bytes.subarray(at, at + SLOT_BYTES));
    this.headers = slots.map((at) => bytes.subarray(at, at + BUFFER_HEADER_BYTES));
    this.#views = slots.map(() => undefined);
    this.#segments = new Int32Array(capacity).fill(NO_SEGMENT);
    this.#moreSegments = slots.map(() => []);
    this.#first = 0;
    this.#length = 0;
  }

  get length(): number {
    return this.#length;
  }

  /** Hot: once per buffer. @returns the slot whose bytes are the frame's until it is written */
  add(view: CreditView, segmentDone: number): number {
    assert(this.#length < this.capacity, 'no more frames are sent than the window allows');
    const slot = (this.#first + this.#length) % this.capacity;
    this.#length++;
    this.#views[slot] = view;
    this.#segments[slot] = segmentDone;
    view.frameStarted();
    return slot;
  }

  /** Recycles `segment` once everything sent so far is written; at once when nothing is on the way. */
  recycleAfterLast(segment: number): void {
    if (this.#length === 0) this.#memory.recycle(segment);
    else this.#moreSegments[(this.#first + this.#length - 1) % this.capacity]!.push(segment);
  }

  /** The socket took the oldest frame. Hot: once per buffer. */
  written(): void {
    const slot = this.#first;
    this.#first = (slot + 1) % this.capacity;
    this.#length--;
    const view = this.#views[slot]!;
    this.#views[slot] = undefined;
    if (this.#segments[slot] !== NO_SEGMENT) this.#memory.recycle(this.#segments[slot]!);
    const more = this.#moreSegments[slot]!;
    while (more.length > 0) this.#memory.recycle(more.pop()!);
    view.frameWritten();
  }

  /** The connection is gone: nothing reads the bytes any more. */
  abandon(): void {
    while (this.#length > 0) this.written();
  }
}
