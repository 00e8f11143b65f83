/** When a window's result is emitted, and when its contents are thrown away.
 *  Path: job's author, or the assigner's default → **trigger** → window operator: asked at each record and each timer.
 *  A trigger is shared by all windows and keys: what it must remember lies in `context.getState`, per key and window.
 *  Source: Flink's Trigger. */
import type {
  ReducingState,
  ReducingStateDescriptor,
  ValueState,
  ValueStateDescriptor,
} from '../state/index.ts';
import type { TimeWindow } from './time-window.ts';

export type TriggerResult = 'continue' | 'fire' | 'purge' | 'fire-and-purge';

export type TriggerContext = {
  currentWatermark(): number;
  currentProcessingTime(): number;
  registerEventTimeTimer(time: number): void;
  registerProcessingTimeTimer(time: number): void;
  deleteEventTimeTimer(time: number): void;
  deleteProcessingTimeTimer(time: number): void;
  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T>;
  getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T>;
};

export type MergeContext = TriggerContext & {
  /** Combines the states of the windows that were merged. */
  mergeReducingState<T>(descriptor: ReducingStateDescriptor<T>): void;
};

export abstract class Trigger<T> {
  abstract onElement(value: T, timestamp: number, window: TimeWindow, context: TriggerContext): TriggerResult;

  onEventTime(_time: number, _window: TimeWindow, _context: TriggerContext): TriggerResult {
    return 'continue';
  }

  onProcessingTime(_time: number, _window: TimeWindow, _context: TriggerContext): TriggerResult {
    return 'continue';
  }

  /** Whether windows with this trigger may merge; then `onMerge` sets the timers of the new window. */
  canMerge(): boolean {
    return false;
  }

  onMerge(_window: TimeWindow, _context: MergeContext): void {
    // Nothing to carry over.
  }

  /** Removes what the trigger has set and stored for the window. */
  abstract clear(window: TimeWindow, context: TriggerContext): void;
}
