/** Hands each record to the subpartitions its edge asks for.
 *  Path: operator chain → **record writer** → record encoder → buffer builder.
 *  One class per way of partitioning, each a plain loop or none; a task makes one writer per output and keeps it.
 *  Invariant: the user's key selector runs once per record, and its hash travels with the record.
 *  Source: Flink's RecordWriter with its ChannelSelectors. */
import type { RecordEncoder } from './record-encoder.ts';

export type KeySelector = (value: never) => unknown;

export type RecordWriter = {
  emit(value: unknown): void;
};

/** Forward edges, and any edge with one consumer and no key. */
export class ForwardWriter implements RecordWriter {
  readonly #encoder: RecordEncoder;

  constructor(encoder: RecordEncoder) {
    this.#encoder = encoder;
  }

  emit(value: unknown): void {
    this.#encoder.write(value, undefined, 0);
  }
}

/** Round robin per record. */
export class RebalanceWriter implements RecordWriter {
  readonly #encoder: RecordEncoder;
  readonly #channelCount: number;
  #next: number;

  /** @param first the channel of the first record: producers start apart, so that short streams spread too */
  constructor(encoder: RecordEncoder, channelCount: number, first: number) {
    this.#encoder = encoder;
    this.#channelCount = channelCount;
    this.#next = first % channelCount;
  }

  emit(value: unknown): void {
    const channel = this.#next;
    this.#next = channel + 1 === this.#channelCount ? 0 : channel + 1;
    this.#encoder.write(value, undefined, channel);
  }
}

/** Every consumer gets every record. */
export class BroadcastWriter implements RecordWriter {
  readonly #encoder: RecordEncoder;
  readonly #channelCount: number;

  constructor(encoder: RecordEncoder, channelCount: number) {
    this.#encoder = encoder;
    this.#channelCount = channelCount;
  }

  emit(value: unknown): void {
    for (let channel = 0; channel < this.#channelCount; channel++) {
      this.#encoder.write(value, undefined, channel);
    }
  }
}

/** Records of one key go to the subtask that owns the key's group. */
export class HashWriter implements RecordWriter {
  readonly #encoder: RecordEncoder;
  readonly #selectKey: KeySelector;

  constructor(encoder: RecordEncoder, selectKey: KeySelector) {
    this.#encoder = encoder;
    this.#selectKey = selectKey;
  }

  emit(value: unknown): void {
    this.#encoder.write(value, this.#selectKey(value as never), 0);
  }
}
