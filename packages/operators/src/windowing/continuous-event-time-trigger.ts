/** Fires every interval of event time, and at the window's end. What is due next lies in the state of the window.
 *  Source: Flink's trigger of this name. */
import { assert } from '@rivulet/runtime/base';
import { ReducingStateDescriptor } from '../state/index.ts';
import { type TimeWindow, windowStartOf } from './time-window.ts';
import { type MergeContext, Trigger, type TriggerContext, type TriggerResult } from './trigger.ts';

const NEXT_FIRE = new ReducingStateDescriptor<number>('next-fire', (first, second) =>
  Math.min(first, second),
);

export class ContinuousEventTimeTrigger<T> extends Trigger<T> {
  readonly #intervalMs: number;

  constructor(intervalMs: number) {
    super();
    assert(intervalMs > 0, 'an interval is more than 0 milliseconds');
    this.#intervalMs = intervalMs;
  }

  onElement(_value: T, timestamp: number, window: TimeWindow, context: TriggerContext): TriggerResult {
    if (window.maxTimestamp <= context.currentWatermark()) return 'fire';
    context.registerEventTimeTimer(window.maxTimestamp);
    const next = context.getReducingState(NEXT_FIRE);
    if (next.get() === undefined) {
      this.#setNext(windowStartOf(timestamp, 0, this.#intervalMs) + this.#intervalMs, window, context);
    }
    return 'continue';
  }

  override onEventTime(time: number, window: TimeWindow, context: TriggerContext): TriggerResult {
    if (time === window.maxTimestamp) return 'fire';
    const next = context.getReducingState(NEXT_FIRE);
    if (next.get() !== time) return 'continue';
    next.clear();
    this.#setNext(time + this.#intervalMs, window, context);
    return 'fire';
  }

  override canMerge(): boolean {
    return true;
  }

  override onMerge(window: TimeWindow, context: MergeContext): void {
    context.mergeReducingState(NEXT_FIRE);
    const next = context.getReducingState(NEXT_FIRE).get();
    if (next !== undefined) context.registerEventTimeTimer(next);
    if (window.maxTimestamp > context.currentWatermark()) context.registerEventTimeTimer(window.maxTimestamp);
  }

  clear(window: TimeWindow, context: TriggerContext): void {
    const next = context.getReducingState(NEXT_FIRE);
    const time = next.get();
    if (time !== undefined) context.deleteEventTimeTimer(time);
    next.clear();
    context.deleteEventTimeTimer(window.maxTimestamp);
  }

  #setNext(time: number, window: TimeWindow, context: TriggerContext): void {
    const next = Math.min(time, window.maxTimestamp);
    context.getReducingState(NEXT_FIRE).add(next);
    context.registerEventTimeTimer(next);
  }
}
