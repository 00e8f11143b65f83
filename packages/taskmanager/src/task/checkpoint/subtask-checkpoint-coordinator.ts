/** Takes a task's part in a checkpoint: passes the barrier on, measures, and tells the JobMaster.
 *  Path: barrier handler, or a mail from the coordinator → **here** → barrier on every output; acknowledge or decline.
 *  Order: the barrier leaves before any record that comes after it is processed. No state is stored yet: what is
 *  acknowledged is that the barrier passed (a marker checkpoint).
 *  Invariant: a checkpoint is performed at most once, and none older than the last. Source: Flink's
 *  SubtaskCheckpointCoordinatorImpl. */
import type { Clock } from '@rivulet/runtime/io';
import type { CheckpointBarrier, ResultPartition } from '@rivulet/runtime/network';
import type { CheckpointableTask, CheckpointMetrics } from './barrier-handler.ts';
import { BarrierTimes } from './barrier-times.ts';

export type AcknowledgedMetrics = CheckpointMetrics & {
  /** How long the task did nothing but take the checkpoint. */
  readonly syncDurationMillis: number;
};

export type CheckpointReport =
  | {
      readonly type: 'acknowledgeCheckpoint';
      readonly checkpointId: number;
      readonly metrics: AcknowledgedMetrics;
    }
  | { readonly type: 'declineCheckpoint'; readonly checkpointId: number; readonly reason: string };

export type SubtaskCheckpointParts = {
  readonly clock: Clock;
  readonly partitions: readonly Pick<ResultPartition, 'emitEvent'>[];
  /** Keeps the figures of the last checkpoint. */
  readonly measured: (metrics: CheckpointMetrics) => void;
  readonly report: (report: CheckpointReport) => void;
};

export class SubtaskCheckpointCoordinator implements CheckpointableTask {
  readonly #parts: SubtaskCheckpointParts;
  #lastId = -1;
  #syncDurationMillis = 0;

  constructor(parts: SubtaskCheckpointParts) {
    this.#parts = parts;
  }

  /** No channel brings the barrier: a source, or a task whose channels have all ended. */
  triggerCheckpoint(barrier: CheckpointBarrier): void {
    const { checkpointId } = barrier;
    if (checkpointId <= this.#lastId) return this.decline(checkpointId, 'a newer checkpoint has begun');
    const times = new BarrierTimes(this.#parts.clock, barrier);
    const metrics = times.metrics(barrier.alignment === 'unaligned');
    this.triggerCheckpointOnBarrier(barrier);
    this.barriersComplete(barrier, metrics);
  }

  triggerCheckpointOnBarrier(barrier: CheckpointBarrier): void {
    const { clock, partitions } = this.#parts;
    const startMs = clock.nowMs();
    this.#lastId = barrier.checkpointId;
    for (const partition of partitions) partition.emitEvent(barrier);
    this.#syncDurationMillis = clock.nowMs() - startMs;
  }

  barriersComplete({ checkpointId }: CheckpointBarrier, metrics: CheckpointMetrics): void {
    const { measured, report } = this.#parts;
    measured(metrics);
    const syncDurationMillis = this.#syncDurationMillis;
    report({
      type: 'acknowledgeCheckpoint',
      checkpointId,
      metrics: { ...metrics, syncDurationMillis },
    });
  }

  /** Consumers must not wait for a barrier that will not come. */
  abortCheckpointOnBarrier(checkpointId: number, reason: string): void {
    this.#lastId = Math.max(this.#lastId, checkpointId);
    for (const partition of this.#parts.partitions)
      partition.emitEvent({ kind: 'cancelCheckpointMarker', checkpointId });
    this.decline(checkpointId, reason);
  }

  decline(checkpointId: number, reason: string): void {
    this.#parts.report({ type: 'declineCheckpoint', checkpointId, reason });
  }
}
