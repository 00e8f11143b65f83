/** Turns records into bytes in the right buffers: the end of a task's chain and the start of the network.
 *  Path: operator chain → **record writer** → (shape encoder) → buffer builder → subpartition.
 *  The usual record goes through one generated function, the one that carried the record before it; only when that
 *  refuses is the record looked at in general (another known shape, a new or widened one, or the general codec).
 *  Invariant: a shape is announced on a channel before its first record there.
 *  Source: Flink's RecordWriter and ChannelSelector. */
import { createRecordTime, murmurHash, type RecordTime } from '../../base/index.ts';
import type { ByteArea } from './byte-area.ts';
import { KeyStage } from './key-stage.ts';
import { RecordAssembler } from './record-assembler.ts';
import type { RecordBuffer } from './record-buffer.ts';
import { DIRECT_RECORD_BYTES, FIRST_SHAPE_TAG, LAST_SHAPE_TAG } from './record-format.ts';
import {
  layoutOf,
  NO_KEY,
  observeKeyPlace,
  observeShape,
  type RecordShape,
  sameTypes,
  widenShape,
} from './record-shape.ts';
import { generateShapeEncoder, type ShapeEncoder } from './shape-encoder.ts';
import { TimeElementWriter } from './time-elements.ts';

export type RecordEncoderSettings = {
  readonly area: ByteArea;
  readonly buffers: readonly RecordBuffer[];
  readonly segmentSize: number;
  /** With keys the channel follows from the key; without, it is the caller's choice. */
  readonly keyed: boolean;
  /** Of the consumer. */
  readonly maxParallelism: number;
  /** False where `new Function` is forbidden. */
  readonly codeGeneration: boolean;
  /** Where the chain keeps the timestamp of the record in hand; absent where nobody sets one. */
  readonly time?: RecordTime;
};

type KnownShape = {
  readonly shape: RecordShape;
  readonly tag: number;
  readonly announced: Uint8Array;
  readonly encode: ShapeEncoder;
};

/** Writes a record of any shape to one channel. */
export class RecordEncoder {
  readonly #settings: RecordEncoderSettings;
  readonly #directBytesMax: number;
  readonly #stage = new KeyStage();
  readonly #timeElements: TimeElementWriter;
  readonly #assembler = new RecordAssembler();
  readonly #byLayout = new Map<string, KnownShape>();
  /** Most recently used first. */
  #recent: KnownShape[] = [];
  #encode: ShapeEncoder = () => false;
  #nextTag = FIRST_SHAPE_TAG;

  constructor(settings: RecordEncoderSettings) {
    this.#settings = settings;
    this.#directBytesMax = Math.min(DIRECT_RECORD_BYTES, settings.segmentSize);
    const { area, buffers, time = createRecordTime() } = settings;
    this.#timeElements = new TimeElementWriter(area, buffers, time);
  }

  /** @param channel ignored when keyed
   *  @throws StreamError RECORD_NOT_SERIALIZABLE, RECORD_TOO_LARGE */
  write(value: unknown, key: unknown, channel: number): void {
    if (!this.#encode(value, key, channel)) this.#writeUnusual(value, key, channel);
  }

  /** Tells every channel that no record up to `watermark` will follow. */
  writeWatermark(watermark: number): void {
    this.#timeElements.writeWatermark(watermark);
  }

  /** Tells every channel whether watermarks of this writer are to be waited for. */
  writeWatermarkStatus(idle: boolean): void {
    this.#timeElements.writeWatermarkStatus(idle);
  }

  #writeUnusual(value: unknown, key: unknown, channel: number): void {
    for (const known of this.#recent) {
      if (!known.encode(value, key, channel)) continue;
      this.#prefer(known);
      return;
    }
    const known = this.#learn(value, key);
    if (known === undefined) {
      this.#writeGeneral(value, key, channel);
    } else {
      this.#writeAside(known, value, key, channel);
    }
  }

  /** The known shape for this record: found, widened or new; none when only the general codec can carry it. */
  #learn(value: unknown, key: unknown): KnownShape | undefined {
    const place = this.#settings.keyed ? observeKeyPlace(value, key) : NO_KEY;
    const observed = observeShape(value, place);
    if (observed === undefined) return undefined;
    const layout = layoutOf(observed);
    const known = this.#byLayout.get(layout);
    const shape = known === undefined ? observed : widenShape(known.shape, observed);
    if (known !== undefined && sameTypes(known.shape, shape)) return known;
    if (this.#nextTag > LAST_SHAPE_TAG) return undefined;
    const learned = this.#createShape(shape, value);
    this.#byLayout.set(layout, learned);
    // The narrower shape it replaces would only be asked in vain.
    this.#recent = this.#recent.filter((other) => other !== known);
    this.#prefer(learned);
    return learned;
  }

  #createShape(shape: RecordShape, example: unknown): KnownShape {
    const { area, buffers, maxParallelism, codeGeneration } = this.#settings;
    const tag = this.#nextTag++;
    const announced = new Uint8Array(buffers.length);
    if (!codeGeneration) return { shape, tag, announced, encode: () => false };
    const encode = generateShapeEncoder({
      shape,
      tag,
      area,
      buffers,
      stage: this.#stage,
      prototype: typeof example === 'object' && example !== null ? Object.getPrototypeOf(example) : null,
      maxParallelism,
      directBytesMax: this.#directBytesMax,
      announced,
      timeElements: this.#timeElements,
      announce: (channel) => this.#announce(learned, channel),
      writeLarge: (value, key, channel) => {
        this.#writeAside(learned, value, key, channel);
        return true;
      },
    });
    const learned: KnownShape = { shape, tag, announced, encode };
    return learned;
  }

  #prefer(known: KnownShape): void {
    this.#encode = known.encode;
    this.#recent = [known, ...this.#recent.filter((other) => other !== known)].slice(0, RECENT_SHAPES_MAX);
  }

  #writeAside(known: KnownShape, value: unknown, key: unknown, channel: number): void {
    const { keyed } = this.#settings;
    const hash = keyed ? this.#stageKey(known.shape, key) : 0;
    const target = keyed ? this.#channelOf(hash) : channel;
    if (known.announced[target] === 0) this.#announce(known, target);
    this.#assembler.assembleShaped(known.shape, known.tag, value, keyed ? this.#stage : undefined, hash);
    this.#copyRecord(target);
  }

  #writeGeneral(value: unknown, key: unknown, channel: number): void {
    const { keyed } = this.#settings;
    const hash = keyed ? this.#stage.stageAny(key) : 0;
    this.#assembler.assembleGeneral(value, keyed ? this.#stage : undefined, hash);
    this.#copyRecord(keyed ? this.#channelOf(hash) : channel);
  }

  /** A key inside the record is hashed only: the assembler writes it as the field it is. */
  #stageKey(shape: RecordShape, key: unknown): number {
    return shape.key.at === 'separate' || typeof key !== 'string'
      ? this.#stage.stageAny(key)
      : this.#stage.stageString(key);
  }

  #channelOf(hash: number): number {
    const { buffers, maxParallelism } = this.#settings;
    return Math.floor(((murmurHash(hash) % maxParallelism) * buffers.length) / maxParallelism);
  }

  #announce(known: KnownShape, channel: number): void {
    known.announced[channel] = 1;
    this.#assembler.assembleAnnouncement(known.shape, known.tag);
    this.#copy(channel);
  }

  #copyRecord(channel: number): void {
    const { time, sent } = this.#timeElements;
    if (sent[channel] !== time.timestamp) this.#timeElements.writeTimestamp(channel);
    this.#copy(channel);
    const buffer = this.#settings.buffers[channel];
    if (buffer !== undefined) buffer.recordCount++;
  }

  #copy(channel: number): void {
    const { buffers, area } = this.#settings;
    const buffer = buffers[channel];
    if (buffer !== undefined) this.#assembler.copyTo(buffer, area, this.#directBytesMax);
  }
}

/** A stream of more kinds of records than this pays for looking at each in general. */
const RECENT_SHAPES_MAX = 8;
