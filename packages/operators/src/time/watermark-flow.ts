/** Carries watermarks through one operator of a chain: its timers fire first, then the operator is told, then all that
 *  follows. Path: valve or the flow before → **watermark flow** → the flows behind it, record writers.
 *  An operator without an opinion passes on what it gets; one that makes watermarks itself, or holds the last one back
 *  until it has emitted everything, gives them to `output` when it likes.
 *  Invariant: the operator's watermark only grows, and what fired because of it is emitted before it.
 *  Source: Flink's AbstractStreamOperator.processWatermark. */
import { MIN_WATERMARK } from '@rivulet/runtime/base';
import type { WatermarkOutput } from './watermark-output.ts';

/** The operator's side: what it wants to know. */
export type WatermarkListener = {
  onWatermark?(watermark: number): void;
  onWatermarkStatus?(idle: boolean): void;
};

export type TimerAdvance = { advanceWatermark(watermark: number): void };

export class WatermarkFlow implements WatermarkOutput {
  currentWatermark: number = MIN_WATERMARK;
  /** What the operator emits into. */
  readonly output: WatermarkOutput;
  readonly #timers: TimerAdvance[] = [];
  #listener: WatermarkListener = {};
  #targets: readonly WatermarkOutput[] = [];
  #emitted = MIN_WATERMARK;

  constructor() {
    this.output = {
      emitWatermark: (watermark) => this.#emit(watermark),
      emitWatermarkStatus: (idle) => {
        for (const target of this.#targets) target.emitWatermarkStatus(idle);
      },
    };
  }

  /** Called when the chain is complete. */
  connect(listener: WatermarkListener, targets: readonly WatermarkOutput[]): void {
    this.#listener = listener;
    this.#targets = targets;
  }

  /** These timers fire before the operator hears of a watermark. */
  addTimers(timers: TimerAdvance): void {
    this.#timers.push(timers);
  }

  emitWatermark(watermark: number): void {
    if (watermark <= this.currentWatermark) return;
    this.currentWatermark = watermark;
    for (const timers of this.#timers) timers.advanceWatermark(watermark);
    const { onWatermark } = this.#listener;
    if (onWatermark === undefined) this.#emit(watermark);
    else onWatermark.call(this.#listener, watermark);
  }

  emitWatermarkStatus(idle: boolean): void {
    const { onWatermarkStatus } = this.#listener;
    if (onWatermarkStatus === undefined) this.output.emitWatermarkStatus(idle);
    else onWatermarkStatus.call(this.#listener, idle);
  }

  #emit(watermark: number): void {
    if (watermark <= this.#emitted) return;
    this.#emitted = watermark;
    for (const target of this.#targets) target.emitWatermark(watermark);
  }
}
