/** Fires at every `count`-th record of a window. Count windows are global windows with it.
 *  Source: Flink's trigger of this name. */
import { assert } from '@rivulet/runtime/base';
import { ReducingStateDescriptor } from '../state/index.ts';
import type { TimeWindow } from './time-window.ts';
import { type MergeContext, Trigger, type TriggerContext, type TriggerResult } from './trigger.ts';

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
