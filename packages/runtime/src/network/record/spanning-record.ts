/** The beginning of a record whose rest comes with later slices, kept in an area of its own.
 *  Path: record reader, one per channel. Even the four bytes of the length may be cut.
 *  Invariant: after `take` it is empty, and its bytes are valid until the next `begin`.
 *  Source: Flink's spanning wrapper; ours is bounded by RECORD_BYTES_MAX instead of spilling to disk. */
import { ByteArea } from './byte-area.ts';
import { LENGTH_BYTES, RECORD_BYTES_MAX } from './record-format.ts';

const KEPT_BYTES_MAX = 1_048_576;

export class SpanningRecord {
  #area: ByteArea = ByteArea.allocate(0);
  #size = 0;

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** What the record's own length says, or 0 while that is cut too. */
  get lengthAnnounced(): number {
    return this.#size < LENGTH_BYTES ? 0 : this.#area.view.getUint32(0, true);
  }

  get isComplete(): boolean {
    return this.#size >= LENGTH_BYTES && this.#size === LENGTH_BYTES + this.lengthAnnounced;
  }

  begin(bytes: Uint8Array, start: number, end: number): void {
    // The area of a huge record is not kept for the small ones after it.
    if (this.#area.bytes.length > KEPT_BYTES_MAX) this.#area = ByteArea.allocate(0);
    this.append(bytes, start, end);
  }

  /** Takes what the record still lacks; returns where the rest of the slice begins. */
  append(bytes: Uint8Array, start: number, end: number): number {
    let position = start;
    if (this.#size < LENGTH_BYTES) position = this.#take(bytes, position, end, LENGTH_BYTES);
    if (this.#size < LENGTH_BYTES || this.lengthAnnounced > RECORD_BYTES_MAX) return position;
    return this.#take(bytes, position, end, LENGTH_BYTES + this.lengthAnnounced);
  }

  take(): ByteArea {
    this.#size = 0;
    return this.#area;
  }

  #take(bytes: Uint8Array, start: number, end: number, sizeWanted: number): number {
    const count = Math.min(end - start, sizeWanted - this.#size);
    const needed = this.#size + count;
    if (needed > this.#area.bytes.length) {
      this.#area = this.#area.grownTo(Math.max(needed, this.#area.bytes.length * 2, 256), this.#size);
    }
    this.#area.bytes.set(bytes.subarray(start, start + count), this.#size);
    this.#size = needed;
    return start + count;
  }
}
