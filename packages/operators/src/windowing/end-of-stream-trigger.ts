/** Fires once, when a bounded stream has ended. Its timer waits for the last watermark.
 *  Source: Flink's GlobalWindows. */
import type { TimeWindow } from './time-window.ts';
import { Trigger, type TriggerContext, type TriggerResult } from './trigger.ts';

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
