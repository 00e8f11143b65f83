/** Bytes in, whole lines out: the bytes of a text whose last line is not complete yet wait here.
 *  Path: file split or decompressed chunk → **line buffer** → text source.
 *  Text is decoded in runs of whole lines, so no character is ever cut, and long runs decode fastest.
 *  Invariant: memory is bounded by the chunk size plus the longest line. */
import { streamError } from '@rivulet/runtime/base';

const NEWLINE = 10;
/** As the limit for records: a line becomes one. */
const LINE_BYTES_MAX = 67_108_864;

export class LineBuffer {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #bytes: Uint8Array;
  #from = 0;
  #to = 0;

  constructor(chunkBytes: number) {
    this.#bytes = new Uint8Array(chunkBytes);
  }

  get size(): number {
    return this.#to - this.#from;
  }

  /** Room for at least half a chunk; what was written there is added with `added`.
   *  @throws StreamError RECORD_TOO_LARGE when one line fills all the room a record may have */
  room(): Uint8Array {
    if (this.#from > 0) {
      this.#bytes.copyWithin(0, this.#from, this.#to);
      this.#to -= this.#from;
      this.#from = 0;
    }
    if (this.#to * 2 > this.#bytes.length) this.#grow(this.#bytes.length * 2);
    return this.#bytes.subarray(this.#to);
  }

  added(byteCount: number): void {
    this.#to += byteCount;
  }

  append(chunk: Uint8Array): void {
    const room = this.room();
    if (chunk.length > room.length) this.#grow(this.#to + chunk.length);
    this.#bytes.set(chunk, this.#to);
    this.#to += chunk.length;
  }

  /** Drops bytes through the first newline at or behind `offset`. @returns how many, or -1 when there is none */
  dropLine(offset: number): number {
    const newline = this.#bytes.subarray(0, this.#to).indexOf(NEWLINE, this.#from + offset);
    if (newline < 0) return -1;
    const dropped = newline + 1 - this.#from;
    this.#from = newline + 1;
    return dropped;
  }

  /** Drops everything. @returns how many bytes that was */
  dropAll(): number {
    const dropped = this.size;
    this.#from = this.#to;
    return dropped;
  }

  /** All whole lines, line ends included; empty when there is none. */
  takeLines(): string {
    const newline = this.#bytes.subarray(this.#from, this.#to).lastIndexOf(NEWLINE);
    return newline < 0 ? '' : this.#take(newline + 1);
  }

  /** Whole lines through the first newline at or behind `offset`; `undefined` when there is none. */
  takeThrough(offset: number): string | undefined {
    const newline = this.#bytes.subarray(this.#from, this.#to).indexOf(NEWLINE, Math.max(0, offset));
    return newline < 0 ? undefined : this.#take(newline + 1);
  }

  /** What is left: a last line without its end. */
  takeRest(): string {
    return this.#take(this.size);
  }

  #take(byteCount: number): string {
    const start = this.#from;
    this.#from += byteCount;
    return this.#decoder.decode(this.#bytes.subarray(start, this.#from));
  }

  #grow(byteCount: number): void {
    if (this.#to > LINE_BYTES_MAX) {
      throw streamError('RECORD_TOO_LARGE', { bytes: this.#to, limit: LINE_BYTES_MAX });
    }
    const larger = new Uint8Array(byteCount);
    larger.set(this.#bytes.subarray(0, this.#to));
    this.#bytes = larger;
  }
}
