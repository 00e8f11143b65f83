/** Barriers that nobody waits for: counts them, and takes a checkpoint when the last of its barriers has come.
 *  What ran ahead on other channels is then processed twice after a restore: at least once. Several checkpoints may be
 *  under way; the completion of one ends those before it.
 *  Path: input processor → **tracker** → task. Invariant: no channel stands still.
 *  Source: Flink's CheckpointBarrierTracker. */
import type { CheckpointBarrier } from '@rivulet/runtime/network';
import {
  type BarrierHandler,
  type BarrierHandlerParts,
  type CheckpointDeclineReason,
  stopsItsChannel,
} from './barrier-handler.ts';
import { BarrierTimes } from './barrier-times.ts';

type Tracked = {
  readonly barrier: CheckpointBarrier;
  readonly times: BarrierTimes;
  /** Channels open when it began, less those whose barrier has come. */
  readonly awaited: Set<number>;
};

/** A producer that sends more barriers than this before the slowest has sent one is not waited for. */
const TRACKED_MAX = 50;

export class CheckpointBarrierTracker implements BarrierHandler {
  readonly isAligning = false;
  readonly #parts: BarrierHandlerParts;
  readonly #open: Set<number>;
  /** In the order of their ids. */
  readonly #tracked: Tracked[] = [];
  /** The newest checkpoint that began or was called off here. */
  #newestId = -1;

  constructor(parts: BarrierHandlerParts) {
    this.#parts = parts;
    this.#open = new Set(Array.from({ length: parts.channelCount }, (_, channel) => channel));
  }

  processBarrier(barrier: CheckpointBarrier, channel: number, blocksChannel: boolean): void {
    if (blocksChannel && stopsItsChannel(barrier)) this.#parts.input.resumeConsumption(channel);
    const { checkpointId } = barrier;
    if (checkpointId > this.#newestId) {
      this.#newestId = checkpointId;
      const times = new BarrierTimes(this.#parts.clock, barrier);
      this.#tracked.push({ barrier, times, awaited: new Set(this.#open) });
      const oldest = this.#tracked.length > TRACKED_MAX ? this.#tracked.shift() : undefined;
      if (oldest !== undefined) this.#abort(oldest, 'too many checkpoints are under way');
    }
    this.#tracked.find((each) => each.barrier.checkpointId === checkpointId)?.awaited.delete(channel);
    this.#completeNewest();
  }

  /** A barrier that nobody waits for is not in a hurry. */
  processBarrierAnnouncement(): void {}

  processCancellationBarrier(checkpointId: number): void {
    for (const older of this.#takeOlderThan(checkpointId)) this.#abort(older, 'a newer checkpoint has begun');
    const index = this.#tracked.findIndex(({ barrier }) => barrier.checkpointId === checkpointId);
    if (index >= 0) this.#tracked.splice(index, 1);
    else if (checkpointId <= this.#newestId) return;
    this.#newestId = Math.max(this.#newestId, checkpointId);
    this.#parts.task.abortCheckpointOnBarrier(checkpointId, 'a cancellation marker came');
  }

  processEndOfPartition(channel: number): void {
    this.#open.delete(channel);
    for (const { awaited } of this.#tracked) awaited.delete(channel);
    this.#completeNewest();
  }

  #completeNewest(): void {
    const complete = this.#tracked.findLast(({ awaited }) => awaited.size === 0);
    if (complete === undefined) return;
    const { barrier, times } = complete;
    for (const older of this.#takeOlderThan(barrier.checkpointId))
      this.#abort(older, 'a newer checkpoint has begun');
    this.#tracked.shift();
    this.#parts.task.triggerCheckpointOnBarrier(barrier);
    this.#parts.task.barriersComplete(barrier, times.metrics(false));
  }

  #takeOlderThan(checkpointId: number): Tracked[] {
    const count = this.#tracked.filter(({ barrier }) => barrier.checkpointId < checkpointId).length;
    return this.#tracked.splice(0, count);
  }

  #abort({ barrier }: Tracked, reason: CheckpointDeclineReason): void {
    this.#parts.task.abortCheckpointOnBarrier(barrier.checkpointId, reason);
  }
}
