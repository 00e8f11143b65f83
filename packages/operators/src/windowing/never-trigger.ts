/** The default of GlobalWindows: nothing fires by itself. Give such windows a trigger of your own.
 *  Source: Flink's GlobalWindows. */
import { Trigger, type TriggerResult } from './trigger.ts';

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
