/** What happens when a barrier arrives: the interface of the handlers, and what they act upon.
 *  Path: input processor (events of all channels) → **barrier handler** → checkpoint of the task, channels go on.
 *  Channels are numbered through all gates of the task. Nothing here waits, reads its own clock or knows a network.
 *  Source: Flink's CheckpointBarrierHandler, CheckpointableInput and CheckpointableTask. */
import type { Clock } from '@rivulet/runtime/io';
import type { CheckpointBarrier } from '@rivulet/runtime/network';

/** The input channels, as far as checkpoints move them. */
export type CheckpointableInput = {
  /** The channel's producer stopped behind the barrier it sent; now it may go on. */
  resumeConsumption(channel: number): void;
  /** The announced barrier is to overtake the data before it. */
  convertToPriorityEvent(channel: number, sequenceNumber: number): void;
  /** An unaligned checkpoint begins: data that the barriers overtake belongs to it. */
  checkpointStarted(barrier: CheckpointBarrier): void;
  /** Its last barrier has come, or it was given up. */
  checkpointStopped(checkpointId: number): void;
};

/** How long the barriers of one checkpoint took, seen from one task. */
export type CheckpointMetrics = {
  readonly unalignedCheckpoint: boolean;
  /** From the trigger at the coordinator to the first barrier here. */
  readonly checkpointStartDelayNanos: number;
  /** From the first barrier to the last. */
  readonly alignmentDurationNanos: number;
};

export type CheckpointDeclineReason =
  | 'a newer checkpoint has begun'
  | 'a cancellation marker came'
  | 'a channel ended before its barrier came'
  | 'too many checkpoints are under way';

/** The task, as barriers see it. */
export type CheckpointableTask = {
  /** Takes the checkpoint and passes the barrier on, before anything else is processed. */
  triggerCheckpointOnBarrier(barrier: CheckpointBarrier): void;
  /** The barrier has come on all channels; not before `triggerCheckpointOnBarrier`. */
  barriersComplete(barrier: CheckpointBarrier, metrics: CheckpointMetrics): void;
  abortCheckpointOnBarrier(checkpointId: number, reason: CheckpointDeclineReason): void;
};

/** The time, and a call when a time has come; the task's clock and timers. */
export type BarrierClock = Clock & {
  /** @returns takes the call back */
  at(wallMs: number, callback: () => void): () => void;
};

export type BarrierHandlerParts = {
  readonly channelCount: number;
  readonly input: CheckpointableInput;
  readonly task: CheckpointableTask;
  readonly clock: BarrierClock;
};

export type BarrierHandler = {
  /** Whether channels stand still behind a barrier, and wait for those of the others. */
  readonly isAligning: boolean;
  /** @param blocksChannel false when the barrier did not come on the channel but from the coordinator */
  processBarrier(barrier: CheckpointBarrier, channel: number, blocksChannel: boolean): void;
  processBarrierAnnouncement(barrier: CheckpointBarrier, sequenceNumber: number, channel: number): void;
  processCancellationBarrier(checkpointId: number): void;
  processEndOfPartition(channel: number): void;
};

/** Whether the producer stops behind a barrier until it is told to go on. */
export function stopsItsChannel({ alignment }: CheckpointBarrier): boolean {
  return alignment === 'aligned' || alignment === 'forced-aligned';
}
