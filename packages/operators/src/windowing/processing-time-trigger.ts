/** Fires when the clock passes the window's end. The default of processing-time windows.
 *  Source: Flink's trigger of this name. */
import type { TimeWindow } from './time-window.ts';
import { type MergeContext, Trigger, type TriggerContext, type TriggerResult } from './trigger.ts';

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
