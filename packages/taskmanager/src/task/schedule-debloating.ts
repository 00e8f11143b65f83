/** Debloats an input gate once a period, between two slices of its task.
 *  Path: task timer → a mail → **gate debloater** → producers. No timer when debloating is off. */
import type { Clock } from '@rivulet/runtime/io';
import type { SingleInputGate } from '@rivulet/runtime/network';
import type { TaskTimers } from './task-timers.ts';

export function scheduleDebloating(
  { debloater }: SingleInputGate,
  timers: TaskTimers,
  clock: Pick<Clock, 'nowMs'>,
): void {
  if (debloater === undefined) return;
  const scheduleNext = (): void => {
    timers.registerTimer(timers.currentProcessingTimeMs() + debloater.periodMs, () => {
      debloater.debloat(clock.nowMs());
      scheduleNext();
    });
  };
  scheduleNext();
}
