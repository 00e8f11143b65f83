/** The bytes a record is being read from: a slice of network memory, or the scratch area of a spanning record.
 *  Path: single input gate → (this) → shape decoder. Short strings are cut from the slice's text, which is decoded
 *  once and only if asked for: four times cheaper than a native call per string.
 *  Invariant: every string handed out owns its memory (V8 copies substrings below 13 units), so keeping one keeps
 *  neither the buffer nor the slice's text alive. */
import type { ByteArea } from './byte-area.ts';
import { endOfString, getString } from './string-codec.ts';

/** V8 makes a substring of at least 13 units a view into its parent. */
const COPIED_UNITS_MAX = 12;

export class RecordSource {
  area: ByteArea;
  /** Where the string read last ended. */
  cursor = 0;
  #start = 0;
  #end = 0;
  #text = '';
  #isDecoded = false;

  constructor(area: ByteArea) {
    this.area = area;
  }

  /** Sets the slice that `readString` will be asked about. */
  openSlice(area: ByteArea, start: number, end: number): void {
    this.area = area;
    this.#start = start;
    this.#end = end;
    this.#text = '';
    this.#isDecoded = false;
  }

  readString(at: number): string {
    const header = this.area.bytes[at] as number;
    if ((header & 1) === 0 && header <= COPIED_UNITS_MAX * 2) {
      if (!this.#isDecoded) this.#decode();
      const from = at + 1 - this.#start;
      const units = header >> 1;
      this.cursor = at + 1 + units;
      return this.#text.substring(from, from + units);
    }
    this.cursor = endOfString(this.area, at);
    return getString(this.area, at);
  }

  /** Moves the cursor behind the string at `at` and returns it. */
  skipString(at: number): number {
    this.cursor = endOfString(this.area, at);
    return this.cursor;
  }

  #decode(): void {
    this.#text = this.area.text.latin1Slice(this.#start, this.#end);
    this.#isDecoded = true;
  }
}
