/** The triggers that come with windows. Source: Flink's triggers of the same names.
 *  Invariant: each removes in `clear` what it may have set. */
import { assert } from '@rivulet/runtime/base';
import { ReducingStateDescriptor } from '../state/index.ts';
import { windowStartOf, type TimeWindow } from './time-window.ts';
import { type MergeContext, Trigger, type TriggerContext, type TriggerResult } from './trigger.ts';

/** Fires when the watermark passes the window's end, and at once for each late record that is still allowed. */
export class EventTimeTrigger<T> extends Trigger<T> {
  onElement(_value: T, _timestamp: number, window: TimeWindow, context: TriggerContext): TriggerResult {
    if (window.maxTimestamp <= context.currentWatermark()) return 'fire';
    context.registerEventTimeTimer(window.maxTimestamp);
    return 'continue';
  }

  override onEventTime(time: number, window: TimeWindow): TriggerResult {
    return time === window.maxTimestamp ? 'fire' : 'continue';
  }

  override canMerge(): boolean {
    return true;
  }

  override onMerge(window: TimeWindow, context: MergeContext): void {
    // A merged window that ended already fires with the record that made it.
    if (window.maxTimestamp > context.currentWatermark()) context.registerEventTimeTimer(window.maxTimestamp);
  }

  clear(window: TimeWindow, context: TriggerContext): void {
    context.deleteEventTimeTimer(window.maxTimestamp);
  }
}

/** Fires when the clock passes the window's end. */
export class ProcessingTimeTrigger<T> extends Trigger<T> {
  onElement(_value: T, _timestamp: number, window: TimeWindow, context: TriggerContext): TriggerResult {
    context.registerProcessingTimeTimer(window.maxTimestamp);
    return 'continue';
  }

  override onProcessingTime(): TriggerResult {
    return 'fire';
  }

  override canMerge(): boolean {
    return true;
  }

  override onMerge(window: TimeWindow, context: MergeContext): void {
    if (window.maxTimestamp > context.currentProcessingTime()) {
      context.registerProcessingTimeTimer(window.maxTimestamp);
    }
  }

  clear(window: TimeWindow, context: TriggerContext): void {
    context.deleteProcessingTimeTimer(window.maxTimestamp);
  }
}

/** Fires at every `count`-th record of a window. */
export class CountTrigger<T> extends Trigger<T> {
  readonly #count: number;
  readonly #seen = new ReducingStateDescriptor<number>('count', (first, second) => first + second);

  constructor(count: number) {
    super();
    assert(count >= 1, 'a count trigger counts to 1 at least');
    this.#count = count;
  }

  onElement(_value: T, _timestamp: number, _window: TimeWindow, context: TriggerContext): TriggerResult {
    const seen = context.getReducingState(this.#seen);
    seen.add(1);
    if ((seen.get() ?? 0) < this.#count) return 'continue';
    seen.clear();
    return 'fire';
  }

  override canMerge(): boolean {
    return true;
  }

  override onMerge(_window: TimeWindow, context: MergeContext): void {
    context.mergeReducingState(this.#seen);
  }

  clear(_window: TimeWindow, context: TriggerContext): void {
    context.getReducingState(this.#seen).clear();
  }
}

/** Fires as another trigger does, and throws the contents away each time. */
export class PurgingTrigger<T> extends Trigger<T> {
  readonly #inner: Trigger<T>;

  constructor(inner: Trigger<T>) {
    super();
    this.#inner = inner;
  }

  onElement(value: T, timestamp: number, window: TimeWindow, context: TriggerContext): TriggerResult {
    return purging(this.#inner.onElement(value, timestamp, window, context));
  }

  override onEventTime(time: number, window: TimeWindow, context: TriggerContext): TriggerResult {
    return purging(this.#inner.onEventTime(time, window, context));
  }

  override onProcessingTime(time: number, window: TimeWindow, context: TriggerContext): TriggerResult {
    return purging(this.#inner.onProcessingTime(time, window, context));
  }

  override canMerge(): boolean {
    return this.#inner.canMerge();
  }

  override onMerge(window: TimeWindow, context: MergeContext): void {
    this.#inner.onMerge(window, context);
  }

  clear(window: TimeWindow, context: TriggerContext): void {
    this.#inner.clear(window, context);
  }
}

const NEXT_FIRE = new ReducingStateDescriptor<number>('next-fire', (first, second) =>
  Math.min(first, second),
);

/** Fires every interval of event time, and at the window's end. */
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

/** Fires every interval of processing time while records come. */
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

/** Fires once, when a bounded stream has ended. */
export class EndOfStreamTrigger<T> extends Trigger<T> {
  onElement(_value: T, _timestamp: number, _window: TimeWindow, context: TriggerContext): TriggerResult {
    context.registerEventTimeTimer(Infinity);
    return 'continue';
  }

  override onEventTime(): TriggerResult {
    return 'fire-and-purge';
  }

  clear(_window: TimeWindow, context: TriggerContext): void {
    context.deleteEventTimeTimer(Infinity);
  }
}

/** The default of GlobalWindows: nothing fires by itself. */
export class NeverTrigger<T> extends Trigger<T> {
  onElement(): TriggerResult {
    return 'continue';
  }

  override canMerge(): boolean {
    return true;
  }

  clear(): void {
    // Nothing was set.
  }
}

function purging(result: TriggerResult): TriggerResult {
  return result === 'fire' ? 'fire-and-purge' : result;
}
