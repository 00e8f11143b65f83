/** Fires every interval of processing time while records come. What is due next lies in the state of the window.
 *  Source: Flink's trigger of this name. */
import { assert } from '@rivulet/runtime/base';
import { ReducingStateDescriptor } from '../state/index.ts';
import { type TimeWindow, windowStartOf } from './time-window.ts';
import { type MergeContext, Trigger, type TriggerContext, type TriggerResult } from './trigger.ts';

const NEXT_FIRE = new ReducingStateDescriptor<number>('next-fire', (first, second) =>
  Math.min(first, second),
);

export class ContinuousProcessingTimeTrigger<T> extends Trigger<T> {
  readonly #intervalMs: number;

  constructor(intervalMs: number) {
    super();
    assert(intervalMs > 0, 'an interval is more than 0 milliseconds');
    this.#intervalMs = intervalMs;
  }

  onElement(_value: T, _timestamp: number, window: TimeWindow, context: TriggerContext): TriggerResult {
    if (context.getReducingState(NEXT_FIRE).get() === undefined) {
      const now = context.currentProcessingTime();
      this.#setNext(windowStartOf(now, 0, this.#intervalMs) + this.#intervalMs, window, context);
    }
    return 'continue';
  }

  override onProcessingTime(time: number, window: TimeWindow, context: TriggerContext): TriggerResult {
    const next = context.getReducingState(NEXT_FIRE);
    if (next.get() !== time) return 'continue';
    next.clear();
    if (time < window.maxTimestamp) this.#setNext(time + this.#intervalMs, window, context);
    return 'fire';
  }

  override canMerge(): boolean {
    return true;
  }

  override onMerge(_window: TimeWindow, context: MergeContext): void {
    context.mergeReducingState(NEXT_FIRE);
    const next = context.getReducingState(NEXT_FIRE).get();
    if (next !== undefined) context.registerProcessingTimeTimer(next);
  }

  clear(_window: TimeWindow, context: TriggerContext): void {
    const next = context.getReducingState(NEXT_FIRE);
    const time = next.get();
    if (time !== undefined) context.deleteProcessingTimeTimer(time);
    next.clear();
  }

  #setNext(time: number, window: TimeWindow, context: TriggerContext): void {
    const next = Math.min(time, window.maxTimestamp);
    context.getReducingState(NEXT_FIRE).add(next);
    context.registerProcessingTimeTimer(next);
  }
}
