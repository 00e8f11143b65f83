/** A buffer builder over its own part of an area: keeps every segment it filled, for tests of writers and readers. */
import type { RecordBuffer } from '../record/index.ts';

export type Slice = { readonly start: number; readonly end: number };

export class FilledBuffer implements RecordBuffer {
  position: number;
  limit: number;
  recordCount = 0;
  readonly slices: Slice[] = [];
  #segmentStart: number;
  #next: number;
  readonly #segmentSize: number;

  constructor(start: number, segmentSize: number) {
    this.position = this.limit = this.#segmentStart = this.#next = start;
    this.#segmentSize = segmentSize;
  }

  reserve(byteCount: number): void {
    if (byteCount > this.#segmentSize) throw new Error(`cannot reserve ${byteCount}`);
    this.finish();
    this.position = this.#segmentStart = this.#next;
    this.#next += this.#segmentSize;
    this.limit = this.#next;
  }

  finish(): void {
    if (this.position > this.#segmentStart)
      this.slices.push({ start: this.#segmentStart, end: this.position });
    this.#segmentStart = this.limit = this.position;
  }
}
