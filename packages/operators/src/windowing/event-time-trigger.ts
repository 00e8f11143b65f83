/** Fires when the watermark passes the window's end, and at once for each late record that is still allowed. The
 *  default of event-time windows.
 *  Source: Flink's trigger of this name. */
import type { TimeWindow } from './time-window.ts';
import { type MergeContext, Trigger, type TriggerContext, type TriggerResult } from './trigger.ts';

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
