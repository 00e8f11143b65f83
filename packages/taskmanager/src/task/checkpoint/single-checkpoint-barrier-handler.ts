/** Barriers of one checkpoint at a time: aligned, unaligned, or unaligned only when aligning takes too long.
 *  Path: input processor → **handler** → task.
 *  - waiting: no barrier of the current checkpoint has come, or all have.
 *  - aligning: some have; those channels stand still until the last has come, then the checkpoint is taken.
 *  - overtaking: the checkpoint was taken at the first barrier; nothing stands still while the others are awaited.
 *  Invariant: a channel that stopped behind a barrier is resumed exactly once, whatever becomes of the checkpoint;
 *  each checkpoint is triggered at most once and aborted at most once.
 *  Source: Flink's SingleCheckpointBarrierHandler and its states; theirs are classes, ours one field. */
import { assert } from '@rivulet/runtime/base';
import { asUnaligned, type CheckpointBarrier, isTimeoutable } from '@rivulet/runtime/network';
import {
  type BarrierHandler,
  type BarrierHandlerParts,
  type CheckpointDeclineReason,
  stopsItsChannel,
} from './barrier-handler.ts';
import { BarrierTimes } from './barrier-times.ts';

export type SingleBarrierHandlerParts = BarrierHandlerParts & {
  /** Whether a channel that ends counts as one whose barrier has come; if not, it ends the checkpoint. */
  readonly checkpointsAfterTasksFinish: boolean;
};

type Phase = 'waiting' | 'aligning' | 'overtaking';

export class SingleCheckpointBarrierHandler implements BarrierHandler {
  readonly #parts: SingleBarrierHandlerParts;
  #phase: Phase = 'waiting';
  #currentId = -1;
  /** Of the current checkpoint, as long as barriers of it are awaited. */
  #pending: CheckpointBarrier | undefined;
  #times: BarrierTimes | undefined;
  /** Channels whose barrier has come, or that have ended since the first one came. */
  readonly #arrived = new Set<number>();
  /** Channels that stand still behind their barrier. */
  readonly #stopped = new Set<number>();
  /** Where a barrier has arrived but data is before it: the barrier's sequence number. */
  readonly #announced = new Map<number, number>();
  #targetCount = 0;
  #openChannels: number;
  #cancelTimer: () => void = () => undefined;

  constructor(parts: SingleBarrierHandlerParts) {
    this.#parts = parts;
    this.#openChannels = parts.channelCount;
  }

  get isAligning(): boolean {
    return this.#stopped.size > 0;
  }

  processBarrier(barrier: CheckpointBarrier, channel: number, blocksChannel: boolean): void {
    const stops = blocksChannel && stopsItsChannel(barrier);
    if (this.#isObsolete(barrier)) {
      // Its producer waits all the same.
      if (stops) this.#parts.input.resumeConsumption(channel);
      return;
    }
    this.#noteNewCheckpoint(barrier);
    this.#announced.delete(channel);
    if (stops) this.#stopped.add(channel);
    this.#arrived.add(channel);
    this.#times ??= new BarrierTimes(this.#parts.clock, barrier);
    if (barrier.alignment === 'unaligned' || this.#phase === 'overtaking' || this.#isTimedOut(barrier))
      this.#overtake(barrier);
    else this.#phase = 'aligning';
    this.#completeIfAllArrived();
  }

  processBarrierAnnouncement(barrier: CheckpointBarrier, sequenceNumber: number, channel: number): void {
    if (this.#isObsolete(barrier)) return;
    this.#noteNewCheckpoint(barrier);
    if (this.#phase === 'overtaking' || this.#isTimedOut(barrier)) {
      this.#parts.input.convertToPriorityEvent(channel, sequenceNumber);
      return;
    }
    this.#announced.set(channel, sequenceNumber);
  }

  processCancellationBarrier(checkpointId: number): void {
    if (checkpointId < this.#currentId) return;
    if (checkpointId === this.#currentId && this.#pending === undefined) return;
    if (checkpointId > this.#currentId) this.#abortPending('a newer checkpoint has begun');
    this.#forgetPending();
    this.#currentId = checkpointId;
    this.#parts.task.abortCheckpointOnBarrier(checkpointId, 'a cancellation marker came');
  }

  processEndOfPartition(channel: number): void {
    this.#openChannels--;
    // What was announced on it is now in the past, and nobody waits for it to go on.
    this.#announced.delete(channel);
    this.#stopped.delete(channel);
    if (this.#pending === undefined) return;
    if (!this.#parts.checkpointsAfterTasksFinish) {
      this.#abortPending('a channel ended before its barrier came');
      return;
    }
    this.#arrived.add(channel);
    this.#completeIfAllArrived();
  }

  /** Older than the current checkpoint, or of one that is over. */
  #isObsolete({ checkpointId }: CheckpointBarrier): boolean {
    return (
      checkpointId < this.#currentId || (checkpointId === this.#currentId && this.#pending === undefined)
    );
  }

  #noteNewCheckpoint(barrier: CheckpointBarrier): void {
    if (barrier.checkpointId === this.#currentId) return;
    this.#abortPending('a newer checkpoint has begun');
    this.#currentId = barrier.checkpointId;
    this.#pending = barrier;
    this.#targetCount = this.#openChannels;
    if (!isTimeoutable(barrier)) return;
    const { clock } = this.#parts;
    this.#cancelTimer = clock.at(barrier.timestampMs + barrier.alignedTimeoutMs, () =>
      this.#timedOut(barrier),
    );
  }

  /** By its age since the trigger: a barrier late for whatever reason must not wait longer here. */
  #isTimedOut(barrier: CheckpointBarrier): boolean {
    return (
      isTimeoutable(barrier) && this.#parts.clock.wallMs() >= barrier.timestampMs + barrier.alignedTimeoutMs
    );
  }

  #timedOut(barrier: CheckpointBarrier): void {
    assert(barrier === this.#pending, 'the timer ends with its checkpoint');
    // Without any barrier yet, the first of those that now overtake will trigger the checkpoint.
    if (this.#phase === 'aligning') this.#overtake(barrier);
    else this.#prioritizeAnnounced();
  }

  #overtake(barrier: CheckpointBarrier): void {
    if (this.#phase !== 'overtaking') {
      const { input, task } = this.#parts;
      const unaligned = asUnaligned(barrier);
      this.#phase = 'overtaking';
      this.#cancelTimer();
      input.checkpointStarted(unaligned);
      this.#prioritizeAnnounced();
      task.triggerCheckpointOnBarrier(unaligned);
    }
    this.#resumeStopped();
  }

  #prioritizeAnnounced(): void {
    for (const [channel, sequenceNumber] of this.#announced)
      this.#parts.input.convertToPriorityEvent(channel, sequenceNumber);
    this.#announced.clear();
  }

  #completeIfAllArrived(): void {
    const pending = this.#pending;
    if (pending === undefined || this.#arrived.size < this.#targetCount) return;
    const { task, clock } = this.#parts;
    // A channel may have ended although no barrier came on any.
    const times = this.#times ?? new BarrierTimes(clock, pending);
    const isUnaligned = this.#phase === 'overtaking';
    if (!isUnaligned) task.triggerCheckpointOnBarrier(pending);
    const metrics = times.metrics(isUnaligned);
    this.#forgetPending();
    task.barriersComplete(isUnaligned ? asUnaligned(pending) : pending, metrics);
  }

  #abortPending(reason: CheckpointDeclineReason): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#forgetPending();
    this.#parts.task.abortCheckpointOnBarrier(pending.checkpointId, reason);
  }

  /** Nothing of the current checkpoint is awaited any more; barriers of it that still come are late. */
  #forgetPending(): void {
    this.#cancelTimer();
    if (this.#phase === 'overtaking') this.#parts.input.checkpointStopped(this.#currentId);
    this.#phase = 'waiting';
    this.#pending = undefined;
    this.#times = undefined;
    this.#arrived.clear();
    this.#announced.clear();
    this.#resumeStopped();
  }

  #resumeStopped(): void {
    const stopped = [...this.#stopped];
    this.#stopped.clear();
    for (const channel of stopped) this.#parts.input.resumeConsumption(channel);
  }
}
