/** Hands each record to the subpartitions its edge asks for.
 *  Path: operator chain → **record writer** → record encoder → buffer builder.
 *  One class per way of partitioning, each a plain loop or none; a task makes one writer per output and keeps it.
 *  Invariant: the user's key selector runs once per record, and its hash travels with the record.
 *  Source: Flink's RecordWriter with its ChannelSelectors. */
import type { RecordEncoder } from './record-encoder.ts';

export type KeySelector = (value: never) => unknown;

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

/** Forward edges, and any edge with one consumer and no key. */
export class ForwardWriter extends EncodingWriter {
  emit(value: unknown): void {
    this.encoder.write(value, undefined, 0);
  }
}

/** Round robin per record. */
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
