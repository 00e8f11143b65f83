/** When the first and the last barrier of one checkpoint came. */
import type { Clock } from '@rivulet/runtime/io';
import type { CheckpointBarrier } from '@rivulet/runtime/network';
import type { CheckpointMetrics } from './barrier-handler.ts';

const NANOS_PER_MS = 1e6;

export class BarrierTimes {
  readonly #clock: Clock;
  readonly #firstMs: number;
  readonly #startDelayMs: number;

  /** Made when the first barrier has come. */
  constructor(clock: Clock, { timestampMs }: CheckpointBarrier) {
    this.#clock = clock;
    this.#firstMs = clock.nowMs();
    // Two processes: their clocks may disagree by more than the barrier took.
    this.#startDelayMs = Math.max(0, clock.wallMs() - timestampMs);
  }

  /** To be asked when the last one has. */
  metrics(unalignedCheckpoint: boolean): CheckpointMetrics {
    return {
      unalignedCheckpoint,
      checkpointStartDelayNanos: Math.round(this.#startDelayMs * NANOS_PER_MS),
      alignmentDurationNanos: Math.round((this.#clock.nowMs() - this.#firstMs) * NANOS_PER_MS),
    };
  }
}
