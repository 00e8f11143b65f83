/** Hands each record to the subpartitions its edge asks for.
 *  Path: operator chain → **record writer** → record encoder → buffer builder.
 *  One class per way of partitioning, each a plain loop or none; a task makes one writer per output and keeps it.
 *  Invariant: the user's key selector runs once per record, and its hash travels with the record.
 *  Source: Flink's RecordWriter with its ChannelSelectors. */
import { streamError } from '../../base/index.ts';
import type { RecordEncoder } from './record-encoder.ts';

export type KeySelector = (value: never) => unknown;

/** The user's choice of a consumer for a key. */
export type Partitioner = (key: never, channelCount: number) => number;

export type RecordWriter = {
  /** Sends the record to the channels its partitioning asks for, with the chain's current timestamp. */
  emit(value: unknown): void;
  /** Sends it to all channels, whatever the partitioning. */
  emitWatermark(watermark: number): void;
  emitWatermarkStatus(idle: boolean): void;
};

/** What all writers do alike. */
abstract class EncodingWriter implements RecordWriter {
  protected readonly encoder: RecordEncoder;

  constructor(encoder: RecordEncoder) {
    this.encoder = encoder;
  }

  abstract emit(value: unknown): void;

  emitWatermark(watermark: number): void {
    this.encoder.writeWatermark(watermark);
  }

  emitWatermarkStatus(idle: boolean): void {
    this.encoder.writeWatermarkStatus(idle);
  }
}

/** Forward and global edges, and any edge with one consumer and no key: all goes to the first. */
export class ForwardWriter extends EncodingWriter {
  emit(value: unknown): void {
    this.encoder.write(value, undefined, 0);
  }
}

/** Round robin per record: rebalance over all consumers, rescale over the producer's own few. */
export class RebalanceWriter extends EncodingWriter {
  readonly #channelCount: number;
  #next: number;

  /** @param first the channel of the first record: producers start apart, so that short streams spread too */
  constructor(encoder: RecordEncoder, channelCount: number, first: number) {
    super(encoder);
    this.#channelCount = channelCount;
    this.#next = first % channelCount;
  }

  emit(value: unknown): void {
    const channel = this.#next;
    this.#next = channel + 1 === this.#channelCount ? 0 : channel + 1;
    this.encoder.write(value, undefined, channel);
  }
}

/** A consumer drawn at random per record, by a small generator of its own: nothing per record asks a door. */
export class ShuffleWriter extends EncodingWriter {
  readonly #channelCount: number;
  #state: number;

  /** @param seed tells the producers' sequences apart */
  constructor(encoder: RecordEncoder, channelCount: number, seed: number) {
    super(encoder);
    this.#channelCount = channelCount;
    this.#state = (Math.imul(seed + 1, 0x9e3779b1) | 1) >>> 0;
  }

  emit(value: unknown): void {
    // Marsaglia's xorshift, 32 bits; the product with the count takes the upper, better mixed bits.
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    this.encoder.write(value, undefined, Math.floor(((state >>> 0) / 4_294_967_296) * this.#channelCount));
  }
}

/** The consumer that the user's partitioner names. */
export class CustomWriter extends EncodingWriter {
  readonly #channelCount: number;
  readonly #selectKey: KeySelector;
  readonly #partitioner: Partitioner;

  constructor(
    encoder: RecordEncoder,
    channelCount: number,
    selectKey: KeySelector,
    partitioner: Partitioner,
  ) {
    super(encoder);
    this.#channelCount = channelCount;
    this.#selectKey = selectKey;
    this.#partitioner = partitioner;
  }

  /** @throws PARTITION_OUT_OF_RANGE */
  emit(value: unknown): void {
    const partitioner = this.#partitioner;
    const channel = partitioner(this.#selectKey(value as never) as never, this.#channelCount);
    if (!(Number.isInteger(channel) && channel >= 0 && channel < this.#channelCount)) {
      throw streamError('PARTITION_OUT_OF_RANGE', { received: String(channel), count: this.#channelCount });
    }
    this.encoder.write(value, undefined, channel);
  }
}

/** Every consumer gets every record. */
export class BroadcastWriter extends EncodingWriter {
  readonly #channelCount: number;

  constructor(encoder: RecordEncoder, channelCount: number) {
    super(encoder);
    this.#channelCount = channelCount;
  }

  emit(value: unknown): void {
    for (let channel = 0; channel < this.#channelCount; channel++) {
      this.encoder.write(value, undefined, channel);
    }
  }
}

/** Records of one key go to the subtask that owns the key's group. */
export class HashWriter extends EncodingWriter {
  readonly #selectKey: KeySelector;

  constructor(encoder: RecordEncoder, selectKey: KeySelector) {
    super(encoder);
    this.#selectKey = selectKey;
  }

  emit(value: unknown): void {
    this.encoder.write(value, this.#selectKey(value as never), 0);
  }
}
