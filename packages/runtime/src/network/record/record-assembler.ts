/** Builds one record aside, in a scratch area that grows: records too large for one buffer, records of the general
 *  codec, shape announcements, and everything where code generation is forbidden.
 *  Path: record writer → **assembler** → `copyTo` → buffer builder (over several buffers if need be).
 *  Invariant: for a shape, its bytes are those of the generated encoder. */
import { streamError } from '../../base/index.ts';
import { ByteArea } from './byte-area.ts';
import { encodeGeneral } from './general-codec.ts';
import type { KeyStage } from './key-stage.ts';
import type { RecordBuffer } from './record-buffer.ts';
import {
  KEYED_HEADER_BYTES,
  LENGTH_BYTES,
  PLAIN_HEADER_BYTES,
  RECORD_BYTES_MAX,
  TAG_GENERAL,
  TAG_SHAPE,
} from './record-format.ts';
import { fixedWidthOf, type RecordShape, stringFieldsOf } from './record-shape.ts';
import { putString, stringBytesMax } from './string-codec.ts';

const KEPT_BYTES_MAX = 1_048_576;

export class RecordAssembler {
  #area: ByteArea = ByteArea.allocate(4096);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param stage holds the key staged for this record; absent on channels without keys */
  assembleShaped(
    shape: RecordShape,
    tag: number,
    value: unknown,
    stage: KeyStage | undefined,
    hash: number,
  ): void {
    this.#begin(tag, stage, hash);
    if (shape.key.at === 'separate' && stage !== undefined) this.#putKey(stage);
    const fields = shape.names.map((name) =>
      shape.form === 'scalar' ? value : (value as Record<string, unknown>)[name],
    );
    shape.types.forEach((type, i) => this.#putFixed(type, fields[i]));
    for (const i of stringFieldsOf(shape)) {
      this.#putText(shape.types[i] === 'any' ? encodeGeneral(fields[i]) : (fields[i] as string));
    }
    this.#end();
  }

  assembleGeneral(value: unknown, stage: KeyStage | undefined, hash: number): void {
    this.#begin(TAG_GENERAL, stage, hash);
    if (stage !== undefined) this.#putKey(stage);
    this.#putText(encodeGeneral(value));
    this.#end();
  }

  assembleAnnouncement(shape: RecordShape, tag: number): void {
    this.#begin(TAG_SHAPE, undefined, 0);
    this.#area.bytes[this.#size++] = tag;
    this.#putText(JSON.stringify(shape));
    this.#end();
  }

  /** Writes the assembled record, whole if it fits into one buffer of `directBytesMax`, else cut at buffer ends. */
  copyTo(buffer: RecordBuffer, target: ByteArea, directBytesMax: number): void {
    const size = this.#size;
    if (size <= directBytesMax && buffer.position + size > buffer.limit) buffer.reserve(size);
    for (let from = 0; from < size;) {
      if (buffer.position >= buffer.limit) buffer.reserve(1);
      const count = Math.min(size - from, buffer.limit - buffer.position);
      this.#area.text.copy(target.bytes, buffer.position, from, from + count);
      buffer.position += count;
      from += count;
    }
    // One huge record must not hold its memory for the rest of the task's life.
    if (this.#area.bytes.length > KEPT_BYTES_MAX) this.#area = ByteArea.allocate(4096);
  }

  #begin(tag: number, stage: KeyStage | undefined, hash: number): void {
    this.#area.bytes[LENGTH_BYTES] = tag;
    this.#size = stage === undefined ? PLAIN_HEADER_BYTES : KEYED_HEADER_BYTES;
    if (stage !== undefined) this.#area.view.setInt32(PLAIN_HEADER_BYTES, hash, true);
  }

  #putKey(stage: KeyStage): void {
    this.#ensure(stage.anyBytesMax);
    this.#size = stage.putAny(this.#area, this.#size);
  }

  #putFixed(type: RecordShape['types'][number], field: unknown): void {
    const width = fixedWidthOf(type);
    this.#ensure(width);
    if (type === 'int32') this.#area.view.setInt32(this.#size, field as number, true);
    if (type === 'float64') this.#area.view.setFloat64(this.#size, field as number, true);
    if (type === 'boolean') this.#area.bytes[this.#size] = field === true ? 1 : 0;
    this.#size += width;
  }

  #putText(text: string): void {
    this.#ensure(stringBytesMax(text.length));
    this.#size = putString(this.#area, this.#size, text);
  }

  #ensure(byteCount: number): void {
    const needed = this.#size + byteCount;
    if (needed <= this.#area.bytes.length) return;
    // A string may take half of its bound: the exact size is checked again at the end.
    if (needed > RECORD_BYTES_MAX * 2 + 64) this.#refuse(needed);
    this.#area = this.#area.grownTo(Math.max(needed, this.#area.bytes.length * 2), this.#size);
  }

  #end(): void {
    if (this.#size > RECORD_BYTES_MAX) this.#refuse(this.#size);
    this.#area.view.setUint32(0, this.#size - LENGTH_BYTES, true);
  }

  #refuse(bytes: number): never {
    throw streamError('RECORD_TOO_LARGE', { bytes, limit: RECORD_BYTES_MAX });
  }
}
