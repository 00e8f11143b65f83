/** The handler that a job's checkpointing mode asks for. */
import type { ProcessingTimeService } from '@rivulet/operators';
import type { CheckpointingMode } from '@rivulet/runtime/graph';
import type { Clock } from '@rivulet/runtime/io';
import type {
  BarrierClock,
  BarrierHandler,
  BarrierHandlerParts,
  CheckpointableTask,
} from './barrier-handler.ts';
import { CheckpointBarrierTracker } from './checkpoint-barrier-tracker.ts';
import type { GateChannels } from './gate-channels.ts';
import { SingleCheckpointBarrierHandler } from './single-checkpoint-barrier-handler.ts';

export function createBarrierHandler(
  mode: CheckpointingMode,
  input: GateChannels,
  task: CheckpointableTask,
  clock: Clock,
  timers: ProcessingTimeService,
): BarrierHandler {
  const { channelCount } = input;
  const parts: BarrierHandlerParts = { channelCount, input, task, clock: barrierClock(clock, timers) };
  switch (mode) {
    case 'EXACTLY_ONCE':
      return new SingleCheckpointBarrierHandler({ ...parts, checkpointsAfterTasksFinish: true });
    case 'AT_LEAST_ONCE':
      return new CheckpointBarrierTracker(parts);
  }
}

function barrierClock(clock: Clock, timers: ProcessingTimeService): BarrierClock {
  return {
    nowMs: () => clock.nowMs(),
    wallMs: () => clock.wallMs(),
    at: (wallMs, callback) => {
      const timer = timers.registerTimer(wallMs, callback);
      return () => timer.cancel();
    },
  };
}
