/** The elements of a record stream that are no records: timestamps, watermarks and the status of watermarks.
 *  Path: record writer → **time elements** → buffer builder; and on the other side out of the record reader.
 *  A timestamp holds for the records behind it on its channel, until the next one: a job without event time sends none,
 *  and records of one timestamp send it once. Watermarks are elements too, so they keep their place among the records
 *  and use credit. Invariant: every element is written whole into one buffer.
 *  Source: Flink's StreamElementSerializer, where each record carries its own timestamp. */
import { NO_TIMESTAMP, type RecordTime } from '../../base/index.ts';
import type { ByteArea } from './byte-area.ts';
import type { RecordBuffer } from './record-buffer.ts';
import {
  LENGTH_BYTES,
  PLAIN_HEADER_BYTES,
  TAG_TIMESTAMP,
  TAG_WATERMARK,
  TAG_WATERMARK_STATUS,
} from './record-format.ts';

const TIME_ELEMENT_BYTES = PLAIN_HEADER_BYTES + 8;

export class TimeElementWriter {
  /** Per channel: the timestamp its next record would have. Read by the generated encoders. */
  readonly sent: Float64Array;
  readonly time: RecordTime;
  readonly #area: ByteArea;
  readonly #buffers: readonly RecordBuffer[];

  constructor(area: ByteArea, buffers: readonly RecordBuffer[], time: RecordTime) {
    this.#area = area;
    this.#buffers = buffers;
    this.time = time;
    this.sent = new Float64Array(buffers.length).fill(NO_TIMESTAMP);
  }

  /** Hot, in jobs with event time: once per record whose timestamp is not that of the record before it. */
  writeTimestamp(channel: number): void {
    const { timestamp } = this.time;
    this.sent[channel] = timestamp;
    this.#write(channel, TAG_TIMESTAMP, timestamp);
  }

  writeWatermark(watermark: number): void {
    for (let channel = 0; channel < this.#buffers.length; channel++) {
      this.#write(channel, TAG_WATERMARK, watermark);
    }
  }

  writeWatermarkStatus(idle: boolean): void {
    for (let channel = 0; channel < this.#buffers.length; channel++) {
      this.#write(channel, TAG_WATERMARK_STATUS, idle ? 1 : 0);
    }
  }

  #write(channel: number, tag: number, payload: number): void {
    const buffer = this.#buffers[channel]!;
    if (buffer.position + TIME_ELEMENT_BYTES > buffer.limit) buffer.reserve(TIME_ELEMENT_BYTES);
    const start = buffer.position;
    this.#area.view.setUint32(start, TIME_ELEMENT_BYTES - LENGTH_BYTES, true);
    this.#area.bytes[start + LENGTH_BYTES] = tag;
    this.#area.view.setFloat64(start + PLAIN_HEADER_BYTES, payload, true);
    buffer.position = start + TIME_ELEMENT_BYTES;
  }
}
