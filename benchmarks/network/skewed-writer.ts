/** Nearly everything goes to the first channel: Flink's skewed channel selector, with other records now and then. */
import type { RecordEncoder, RecordWriter } from '@rivulet/runtime/network';

/** One record of so many goes to another channel. */
const SKEW = 10_000;

export class SkewedWriter implements Pick<RecordWriter, 'emit'> {
  readonly #encoder: RecordEncoder;
  readonly #channelCount: number;
  #untilOther = SKEW;
  #other = 0;

  constructor(encoder: RecordEncoder, channelCount: number) {
    this.#encoder = encoder;
    this.#channelCount = channelCount;
  }

  emit(value: unknown): void {
    if (--this.#untilOther > 0) return this.#encoder.write(value, undefined, 0);
    this.#untilOther = SKEW;
    this.#other = (this.#other + 1) % this.#channelCount;
    this.#encoder.write(value, undefined, this.#other);
  }
}
