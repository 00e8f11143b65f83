/** How a stream gets its event time: where a record's timestamp comes from and how far behind it others may be.
 *  Path: job's author → **strategy** → assignTimestampsAndWatermarks → the operator in `watermark/`.
 *  A strategy is immutable: each `with…` gives a new one. Source: Flink's WatermarkStrategy. */
import { assert, NO_TIMESTAMP } from '@rivulet/runtime/base';

/** What a generator may do with the stream's watermarks. */
export type WatermarkGeneratorOutput = {
  emitWatermark(watermark: number): void;
  /** Nobody waits for this stream until its next record or watermark. */
  markIdle(): void;
};

export type WatermarkGenerator<T> = {
  /** Called after each record was passed on. */
  onEvent(value: T, timestamp: number, output: WatermarkGeneratorOutput): void;
  /** Called every auto-watermark interval. */
  onPeriodicEmit(output: WatermarkGeneratorOutput): void;
};

/** Milliseconds since any origin that all records share. `recordTimestamp` is what the source gave, or -Infinity. */
export type TimestampAssigner<T> = TimestampAssignerMethod<T>['assign'];

// A method's type, so that a stream of dogs stays a stream of animals.
type TimestampAssignerMethod<T> = { assign(value: T, recordTimestamp: number): number };

type StrategyParts<T> = {
  readonly generator: () => WatermarkGenerator<T>;
  readonly timestampAssigner: TimestampAssigner<T> | undefined;
  readonly idlenessMs: number;
};

export class WatermarkStrategy<T> {
  /** @internal */
  readonly parts: StrategyParts<T>;

  private constructor(parts: StrategyParts<T>) {
    this.parts = parts;
  }

  /** Timestamps only grow, per source subtask. */
  static forMonotonousTimestamps<T>(): WatermarkStrategy<T> {
    return WatermarkStrategy.forBoundedOutOfOrderness(0);
  }

  /** A record may come up to `maxDelayMs` after one with a later timestamp. */
  static forBoundedOutOfOrderness<T>(maxDelayMs: number): WatermarkStrategy<T> {
    assert(maxDelayMs >= 0, 'an out-of-orderness is 0 or more milliseconds');
    return WatermarkStrategy.forGenerator<T>(() => new BoundedOutOfOrderness(maxDelayMs));
  }

  /** @param create called once per subtask */
  static forGenerator<T>(create: () => WatermarkGenerator<T>): WatermarkStrategy<T> {
    return new WatermarkStrategy({ generator: create, timestampAssigner: undefined, idlenessMs: Infinity });
  }

  /** Timestamps only; event time stands still until the stream ends. */
  static noWatermarks<T>(): WatermarkStrategy<T> {
    return WatermarkStrategy.forGenerator(() => ({
      onEvent: () => undefined,
      onPeriodicEmit: () => undefined,
    }));
  }

  withTimestampAssigner(assigner: TimestampAssigner<T>): WatermarkStrategy<T> {
    return new WatermarkStrategy({ ...this.parts, timestampAssigner: assigner });
  }

  /** Without a record for this long, nobody downstream waits for this subtask's watermarks. */
  withIdleness(idlenessMs: number): WatermarkStrategy<T> {
    assert(idlenessMs > 0, 'an idle time is more than 0 milliseconds');
    return new WatermarkStrategy({ ...this.parts, idlenessMs });
  }
}

class BoundedOutOfOrderness implements WatermarkGenerator<unknown> {
  readonly #maxDelayMs: number;
  #maxTimestamp = NO_TIMESTAMP;

  constructor(maxDelayMs: number) {
    this.#maxDelayMs = maxDelayMs;
  }

  onEvent(_value: unknown, timestamp: number): void {
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp;
  }

  onPeriodicEmit(output: WatermarkGeneratorOutput): void {
    // One less: another record with this very timestamp may still come.
    output.emitWatermark(this.#maxTimestamp - this.#maxDelayMs - 1);
  }
}
