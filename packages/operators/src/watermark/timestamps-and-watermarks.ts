/** Gives records their timestamps and makes the stream's watermarks; those from before end here, except the last one.
 *  Path: any operator → **this** → the rest of the chain. Watermarks are due every interval of processing time, by a
 *  timer that is a mail of the task, never per record.
 *  Invariant: the watermark put out only grows, and an idle stream is active again before its next watermark.
 *  Source: Flink's TimestampsAndWatermarksOperator and WatermarksWithIdleness. */
import { MAX_WATERMARK, MIN_WATERMARK, streamError } from '@rivulet/runtime/base';
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage } from '../host/operator.ts';
import type { ProcessingTimeTimer } from '../host/processing-time-service.ts';
import { userFailure } from '../host/user-failure.ts';
import type {
  TimestampAssigner,
  WatermarkGenerator,
  WatermarkGeneratorOutput,
  WatermarkStrategy,
} from '../time/index.ts';

export class TimestampsAndWatermarks implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  readonly #generator: WatermarkGenerator<unknown>;
  readonly #assign: TimestampAssigner<unknown> | undefined;
  readonly #intervalMs: number;
  readonly #idlenessMs: number;
  readonly #output: WatermarkGeneratorOutput;
  #timer: ProcessingTimeTimer | undefined;
  #watermark = MIN_WATERMARK;
  #isIdle = false;
  #eventCount = 0;
  #eventCountSeen = 0;
  #quietSinceMs: number | undefined;

  /** @param intervalMs between two periodic watermarks; 0 for none */
  constructor(host: OperatorHost, strategy: WatermarkStrategy<unknown>, intervalMs: number) {
    this.#host = host;
    this.#generator = this.#guarded(() => strategy.parts.generator());
    this.#assign = strategy.parts.timestampAssigner;
    this.#idlenessMs = strategy.parts.idlenessMs;
    this.#intervalMs = intervalMs;
    this.#output = {
      emitWatermark: (watermark) => this.#emitWatermark(watermark),
      markIdle: () => this.#markIdle(),
    };
    this.stage = { kind: 'absorb', callsUser: true, absorb: (value) => this.#process(value) };
    if (intervalMs > 0) this.#scheduleNext();
  }

  /** Watermarks of before are no concern of the new ones; the end of the stream is. */
  onWatermark(watermark: number): void {
    if (watermark === MAX_WATERMARK) this.#emitWatermark(watermark);
  }

  onWatermarkStatus(): void {
    // What was idle before says nothing about the timestamps assigned here.
  }

  close(): void {
    this.#timer?.cancel();
  }

  #process(value: unknown): void {
    const given = this.#host.time.timestamp;
    const assign = this.#assign;
    const timestamp = assign === undefined ? given : assign(value, given);
    if (!Number.isFinite(timestamp)) throw this.#invalid(timestamp);
    this.#eventCount++;
    if (this.#isIdle) this.#markActive();
    this.#host.emitAt(value, timestamp);
    this.#generator.onEvent(value, timestamp, this.#output);
  }

  #scheduleNext(): void {
    const { processingTime } = this.#host;
    const atMs = processingTime.currentProcessingTimeMs() + this.#intervalMs;
    this.#timer = processingTime.registerTimer(atMs, () => this.#onInterval());
  }

  #onInterval(): void {
    if (this.#isQuiet()) this.#markIdle();
    else this.#guarded(() => this.#generator.onPeriodicEmit(this.#output));
    this.#scheduleNext();
  }

  /** The quiet time is counted from the first interval without a record, as in Flink. */
  #isQuiet(): boolean {
    if (this.#idlenessMs === Infinity) return false;
    if (this.#eventCount !== this.#eventCountSeen) {
      this.#eventCountSeen = this.#eventCount;
      this.#quietSinceMs = undefined;
      return false;
    }
    const nowMs = this.#host.processingTime.currentProcessingTimeMs();
    this.#quietSinceMs ??= nowMs;
    return nowMs - this.#quietSinceMs >= this.#idlenessMs;
  }

  #emitWatermark(watermark: number): void {
    if (!(watermark > this.#watermark)) return;
    this.#watermark = watermark;
    if (this.#isIdle) this.#markActive();
    this.#host.emitWatermark(watermark);
  }

  #markIdle(): void {
    if (this.#isIdle) return;
    this.#isIdle = true;
    this.#host.emitWatermarkStatus(true);
  }

  #markActive(): void {
    this.#isIdle = false;
    this.#host.emitWatermarkStatus(false);
  }

  #guarded<R>(call: () => R): R {
    try {
      return call();
    } catch (error) {
      throw userFailure(this.#host, error);
    }
  }

  #invalid(timestamp: unknown): Error {
    const { operatorName, taskName } = this.#host;
    const received = String(timestamp);
    return streamError('EVENT_TIMESTAMP_INVALID', { operator: operatorName, task: taskName, received });
  }
}
