/** A key taken apart once: its hash decides which buffer the record goes to, so it is needed before any byte is
 *  written there. Path: record writer → (this) → shape encoder. Hash and bytes come out of the same loop.
 *  Invariant: `put…` writes the key staged last. The hash is that of Java's String, Integer, Long, Double or
 *  Boolean, of Flink's tuples, and for other objects that of their text. */
import { isHashableKey, javaKeyHash, javaNumberHash, javaStringHash } from '../../base/index.ts';
import { ByteArea } from './byte-area.ts';
import { canonicalKeyText } from './general-codec.ts';
import { KEY_KIND_NUMBER, KEY_KIND_OTHER, KEY_KIND_STRING, SHORT_STRING_UNITS } from './record-format.ts';
import { requireStableKey } from './require-stable-key.ts';
import { putLongString, putShortWideString, stringBytesMax } from './string-codec.ts';

export class KeyStage {
  #area: ByteArea = ByteArea.allocate(64);
  #size = 0;
  #kind = KEY_KIND_STRING;
  #number = 0;

  /** Returns Java's hash of `text` and keeps its encoding for `putString`. */
  stageString(text: string): number {
    const units = text.length;
    if (units > SHORT_STRING_UNITS) return this.#stageLong(text);
    const bytes = this.#area.bytes;
    let hash = 0;
    let seen = 0;
    for (let i = 0; i < units; i++) {
      const unit = text.charCodeAt(i);
      bytes[i + 1] = unit;
      seen |= unit;
      hash = (Math.imul(hash, 31) + unit) | 0;
    }
    if (seen > 255) {
      this.#size = putShortWideString(this.#area, 0, text);
    } else {
      bytes[0] = units << 1;
      this.#size = units + 1;
    }
    return hash;
  }

  /** Writes the staged string at `at`, and up to three bytes beyond its end. */
  putString(area: ByteArea, at: number): number {
    const size = this.#size;
    if (size > 64) {
      this.#area.text.copy(area.bytes, at, 0, size);
      return at + size;
    }
    const from = this.#area.view;
    const to = area.view;
    for (let i = 0; i < size; i += 4) to.setInt32(at + i, from.getInt32(i, true), true);
    return at + size;
  }

  /** As `stageString`, for a key of any type that is written separately. @throws KEY_UNSTABLE */
  stageAny(key: unknown): number {
    if (typeof key === 'string') {
      this.#kind = KEY_KIND_STRING;
      return this.stageString(key);
    }
    if (typeof key === 'number') {
      this.#kind = KEY_KIND_NUMBER;
      this.#number = key;
      return javaNumberHash(key);
    }
    this.#kind = KEY_KIND_OTHER;
    requireStableKey(key);
    const textHash = this.stageString(canonicalKeyText(key));
    return isHashableKey(key) ? javaKeyHash(key) : textHash;
  }

  /** Room that `putAny` needs at most. */
  get anyBytesMax(): number {
    return 16 + this.#size;
  }

  putAny(area: ByteArea, at: number): number {
    area.bytes[at] = this.#kind;
    if (this.#kind !== KEY_KIND_NUMBER) return this.putString(area, at + 1);
    area.view.setFloat64(at + 1, this.#number, true);
    return at + 9;
  }

  #stageLong(text: string): number {
    const bytesMax = stringBytesMax(text.length) + 4;
    if (bytesMax > this.#area.bytes.length) this.#area = ByteArea.allocate(bytesMax * 2);
    this.#size = putLongString(this.#area, 0, text);
    return javaStringHash(text);
  }
}
