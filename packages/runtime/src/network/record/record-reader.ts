/** Takes records out of the slices of one input gate and gives them to the task's chain.
 *  Path: single input gate → **record reader** → operator chain.
 *  A record cut by a buffer's end waits in the scratch area of its channel until the rest has come; all others are read
 *  where they lie. Before each record the outputs' availability is asked, as Flink's task does.
 *  Invariant: records of a channel come out in the order they went in, each once. */
import { createRecordTime, NO_TIMESTAMP, type RecordTime, streamError } from '../../base/index.ts';
import type { ByteArea } from './byte-area.ts';
import { decodeGeneral } from './general-codec.ts';
import type { KeyTable } from './key-table.ts';
import {
  FIRST_SHAPE_TAG,
  KEYED_HEADER_BYTES,
  LENGTH_BYTES,
  PLAIN_HEADER_BYTES,
  RECORD_BYTES_MAX,
  TAG_GENERAL,
  TAG_SHAPE,
  TAG_TIMESTAMP,
  TAG_WATERMARK,
  TAG_WATERMARK_STATUS,
} from './record-format.ts';
import type { RecordShape } from './record-shape.ts';
import { RecordSource } from './record-source.ts';
import { generateShapeDecoder, interpretShape, readSeparateKey, type ShapeDecoder } from './shape-decoder.ts';
import { SpanningRecord } from './spanning-record.ts';

export type RecordReaderSettings = {
  readonly area: ByteArea;
  readonly channelCount: number;
  /** Of a keyed edge. */
  readonly keys?: KeyTable;
  readonly codeGeneration: boolean;
  /** The head of the chain. */
  readonly process: (value: unknown) => void;
  /** False holds back the next record: an output is full. */
  readonly canEmit: () => boolean;
  /** Set to each record's timestamp before the record is processed; absent where nobody asks. */
  readonly time?: RecordTime;
  /** Where watermarks go: the valve of the input this gate belongs to. Absent where nobody asks. */
  readonly watermarks?: ChannelWatermarks;
};

export type ChannelWatermarks = {
  inputWatermark(watermark: number, channelIndex: number): void;
  inputWatermarkStatus(idle: boolean, channelIndex: number): void;
};

type ReadChannel = {
  readonly index: number;
  /** Of the next record. */
  timestamp: number;
  readonly decoders: (ShapeDecoder | undefined)[];
  readonly spanning: SpanningRecord;
};

export class RecordReader {
  /** Records read so far. */
  recordCount = 0;
  readonly #area: ByteArea;
  readonly #keys: KeyTable | undefined;
  readonly #settings: RecordReaderSettings;
  readonly #process: (value: unknown) => void;
  readonly #canEmit: () => boolean;
  readonly #time: RecordTime;
  readonly #channels: readonly ReadChannel[];
  /** Channels that announce the same shape share its decoder. */
  readonly #decoderByText = new Map<string, ShapeDecoder>();
  readonly #source: RecordSource;
  readonly #spanningSource: RecordSource;
  #channel: ReadChannel | undefined;
  #position = 0;
  #end = 0;

  constructor(settings: RecordReaderSettings) {
    this.#settings = settings;
    this.#area = settings.area;
    this.#keys = settings.keys;
    this.#process = settings.process;
    this.#canEmit = settings.canEmit;
    this.#time = settings.time ?? createRecordTime();
    this.#channels = Array.from({ length: settings.channelCount }, (_, index) => ({
      index,
      timestamp: NO_TIMESTAMP,
      decoders: [],
      spanning: new SpanningRecord(),
    }));
    this.#source = new RecordSource(settings.area);
    this.#spanningSource = new RecordSource(settings.area);
  }

  /** Takes the next slice; the one before must have been read to its end. */
  openSlice(channelIndex: number, start: number, end: number): void {
    this.#channel = this.#channels[channelIndex];
    this.#position = start;
    this.#end = end;
    this.#source.openSlice(this.#area, start, end);
  }

  /** Reads until the slice ends (true) or an output is full (false: call again when it is not). */
  readSlice(): boolean {
    const channel = this.#channel;
    if (channel === undefined) return true;
    // The chain may have worked on something else since this channel's last record.
    this.#time.timestamp = channel.timestamp;
    if (!channel.spanning.isEmpty && !this.#readSpanning(channel)) return this.#position >= this.#end;
    const { bytes, view } = this.#area;
    const source = this.#source;
    const process = this.#process;
    const canEmit = this.#canEmit;
    const decoders = channel.decoders;
    const end = this.#end;
    let position = this.#position;
    let count = 0;
    try {
      while (position + PLAIN_HEADER_BYTES <= end) {
        const next = position + LENGTH_BYTES + view.getUint32(position, true);
        if (next > end || !canEmit()) break;
        const start = position;
        // Moved on before the chain runs: a record whose processing throws or blocks is not read twice.
        position = next;
        const decode = decoders[bytes[start + LENGTH_BYTES] as number];
        if (decode === undefined) {
          this.#position = position;
          if (this.#readUnshaped(channel, source, start, next)) count++;
        } else {
          count++;
          process(decode(source, start));
        }
      }
    } finally {
      this.#position = position;
      this.recordCount += count;
    }
    if (position >= end) return true;
    if (this.#isWhole(position, end)) return false;
    channel.spanning.begin(this.#area.bytes, position, end);
    this.#position = end;
    return true;
  }

  /** True while some channel has the beginning of a record only: an end of data then means loss. */
  get hasPartialRecord(): boolean {
    return this.#channels.some((channel) => !channel.spanning.isEmpty);
  }

  /** Completes and processes the cut record; false when it is still not complete, or may not be processed yet. */
  #readSpanning(channel: ReadChannel): boolean {
    const spanning = channel.spanning;
    this.#position = spanning.append(this.#area.bytes, this.#position, this.#end);
    if (spanning.lengthAnnounced > RECORD_BYTES_MAX) {
      throw streamError('RECORD_CORRUPT', { what: `a length of ${spanning.lengthAnnounced} bytes` });
    }
    if (!spanning.isComplete || !this.#canEmit()) return false;
    const area = spanning.take();
    const size = LENGTH_BYTES + area.view.getUint32(0, true);
    const source = this.#spanningSource;
    source.openSlice(area, 0, size);
    const decode = channel.decoders[area.bytes[LENGTH_BYTES] as number];
    if (decode === undefined) {
      if (this.#readUnshaped(channel, source, 0, size)) this.recordCount++;
    } else {
      this.recordCount++;
      this.#process(decode(source, 0));
    }
    return true;
  }

  /** Reads what is no shaped record; true when it was a record. */
  #readUnshaped(channel: ReadChannel, source: RecordSource, start: number, end: number): boolean {
    const { bytes, view } = source.area;
    const tag = bytes[start + LENGTH_BYTES] as number;
    if (tag === TAG_SHAPE) {
      const announced = bytes[start + PLAIN_HEADER_BYTES] as number;
      channel.decoders[announced] = this.#decoderOf(source.readString(start + PLAIN_HEADER_BYTES + 1));
      return false;
    }
    if (tag !== TAG_GENERAL) {
      if (tag >= TAG_TIMESTAMP && tag <= TAG_WATERMARK_STATUS) {
        this.#readTimeElement(channel, tag, view.getFloat64(start + PLAIN_HEADER_BYTES, true));
        return false;
      }
      const what = tag >= FIRST_SHAPE_TAG ? `a record of the unannounced shape ${tag}` : `the tag ${tag}`;
      throw streamError('RECORD_CORRUPT', { what: `${what} in ${end - start} bytes` });
    }
    let at = start + PLAIN_HEADER_BYTES;
    if (this.#keys !== undefined) {
      readSeparateKey(this.#keys, source, start + KEYED_HEADER_BYTES, view.getInt32(at, true));
      at = source.cursor;
    }
    this.#process(decodeGeneral(source.readString(at)));
    return true;
  }

  #readTimeElement(channel: ReadChannel, tag: number, payload: number): void {
    switch (tag) {
      case TAG_TIMESTAMP:
        channel.timestamp = payload;
        this.#time.timestamp = payload;
        return;
      case TAG_WATERMARK:
        this.#settings.watermarks?.inputWatermark(payload, channel.index);
        return;
      case TAG_WATERMARK_STATUS:
        this.#settings.watermarks?.inputWatermarkStatus(payload === 1, channel.index);
    }
  }

  #decoderOf(announcement: string): ShapeDecoder {
    const known = this.#decoderByText.get(announcement);
    if (known !== undefined) return known;
    const shape = JSON.parse(announcement) as RecordShape;
    const make = this.#settings.codeGeneration ? generateShapeDecoder : interpretShape;
    const decoder = make(shape, this.#keys);
    this.#decoderByText.set(announcement, decoder);
    return decoder;
  }

  #isWhole(position: number, end: number): boolean {
    return (
      position + LENGTH_BYTES <= end &&
      position + LENGTH_BYTES + this.#area.view.getUint32(position, true) <= end
    );
  }
}
