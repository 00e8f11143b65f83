/** One stretch of memory seen three ways: as bytes, as numbers, and through V8's native string primitives.
 *  Writers and readers of records work on an area (all network memory of a TaskManager is one) with absolute
 *  offsets, so no view is ever made per buffer or per record.
 *  `Buffer` is used for its string primitives alone: they are 2-4 times faster than TextEncoder and TextDecoder. */
import { Buffer } from 'node:buffer';

/** What Node's Buffer can do beyond its published types. */
export type NativeText = Uint8Array & {
  latin1Slice(start: number, end: number): string;
  ucs2Slice(start: number, end: number): string;
  /** The low byte of each unit; returns the bytes written. */
  latin1Write(text: string, offset: number, byteCountMax: number): number;
  ucs2Write(text: string, offset: number, byteCountMax: number): number;
  /** The system's memmove; `set` goes byte by byte onto shared memory that is not aligned like its source. */
  copy(target: Uint8Array, at: number, from: number, to: number): number;
};

export class ByteArea {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly text: NativeText;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as unknown as NativeText;
  }

  static allocate(byteCount: number): ByteArea {
    return new ByteArea(new Uint8Array(byteCount));
  }

  /** A copy of `[0, used)` in a larger area. */
  grownTo(byteCount: number, used: number): ByteArea {
    const larger = ByteArea.allocate(byteCount);
    larger.bytes.set(this.bytes.subarray(0, used));
    return larger;
  }
}
