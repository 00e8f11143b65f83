/** Fires as another trigger does, and throws the contents away each time. Path: window operator → **purging** → the
 *  trigger inside.
 *  Source: Flink's trigger of this name. */
import type { TimeWindow } from './time-window.ts';
import { type MergeContext, Trigger, type TriggerContext, type TriggerResult } from './trigger.ts';

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

function purging(result: TriggerResult): TriggerResult {
  return result === 'fire' ? 'fire-and-purge' : result;
}
