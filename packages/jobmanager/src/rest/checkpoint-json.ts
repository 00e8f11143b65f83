/** Checkpoints as Flink's JSON shows them. Pure mapping; sizes are 0 as long as no state is stored. */
import type { CheckpointInfo, SubtaskCheckpointInfo } from '@rivulet/runtime/rpc';

type Json = Readonly<Record<string, unknown>>;

const NANOS_PER_MS = 1e6;

/** `/jobs/:id/checkpoints`. @param checkpoints the newest first */
export function checkpointsJson(checkpoints: readonly CheckpointInfo[]): Json {
  const withStatus = (status: CheckpointInfo['status']): CheckpointInfo[] =>
    checkpoints.filter((checkpoint) => checkpoint.status === status);
  const completed = withStatus('COMPLETED');
  const [lastCompleted] = completed;
  const [lastFailed] = withStatus('FAILED');
  const none = summaryJson(completed.map(() => 0));
  return {
    counts: {
      restored: 0,
      // Ids count all there ever were, the history only the last.
      total: checkpoints[0]?.checkpointId ?? 0,
      in_progress: withStatus('IN_PROGRESS').length,
      completed: completed.length,
      failed: withStatus('FAILED').length,
    },
    summary: {
      checkpointed_size: none,
      state_size: none,
      end_to_end_duration: summaryJson(completed.map(durationOf)),
      alignment_buffered: none,
      processed_data: none,
      persisted_data: none,
    },
    latest: {
      completed: lastCompleted === undefined ? null : checkpointJson(lastCompleted),
      savepoint: null,
      failed: lastFailed === undefined ? null : checkpointJson(lastFailed),
      restored: null,
    },
    history: checkpoints.map(checkpointJson),
  };
}

/** `/jobs/:id/checkpoints/details/:checkpointId`. */
export function checkpointJson(checkpoint: CheckpointInfo): Json {
  const { checkpointId, status, triggeredAtMs, subtasks, options, failure } = checkpoint;
  const vertexIds = [...new Set(subtasks.map(({ vertexId }) => vertexId))];
  const tasks = vertexIds.map((vertexId) => [vertexId, taskJson(checkpoint, vertexId)]);
  return {
    className: status.toLowerCase(),
    id: checkpointId,
    status,
    is_savepoint: false,
    savepointFormat: null,
    trigger_timestamp: triggeredAtMs,
    latest_ack_timestamp: latestAckOf(subtasks),
    ...SIZES,
    end_to_end_duration: durationOf(checkpoint),
    num_subtasks: subtasks.length,
    num_acknowledged_subtasks: acknowledgedIn(subtasks).length,
    checkpoint_type: options.alignment === 'unaligned' ? 'UNALIGNED_CHECKPOINT' : 'CHECKPOINT',
    tasks: Object.fromEntries(tasks) as Json,
    ...(failure === undefined ? {} : { failure_timestamp: failure.atMs, failure_message: failure.reason }),
  };
}

/** `/jobs/:id/checkpoints/details/:checkpointId/subtasks/:vertexId`. */
export function vertexCheckpointJson(checkpoint: CheckpointInfo, vertexId: string): Json | undefined {
  const subtasks = checkpoint.subtasks.filter((subtask) => subtask.vertexId === vertexId);
  if (subtasks.length === 0) return undefined;
  const rows = subtasks.map((subtask) => subtaskJson(checkpoint, subtask));
  const acknowledged = acknowledgedIn(subtasks).map(({ metrics }) => metrics);
  const none = summaryJson(acknowledged.map(() => 0));
  const alignments = acknowledged.map(({ alignmentDurationNanos }) => msOf(alignmentDurationNanos));
  return {
    ...taskJson(checkpoint, vertexId),
    summary: {
      checkpointed_size: none,
      state_size: none,
      end_to_end_duration: summaryJson(
        acknowledgedIn(subtasks).map(({ atMs }) => atMs - checkpoint.triggeredAtMs),
      ),
      checkpoint_duration: {
        sync: summaryJson(acknowledged.map(({ syncDurationMillis }) => Math.round(syncDurationMillis))),
        async: none,
      },
      alignment: { buffered: none, processed: none, persisted: none, duration: summaryJson(alignments) },
      start_delay: summaryJson(
        acknowledged.map(({ checkpointStartDelayNanos }) => msOf(checkpointStartDelayNanos)),
      ),
    },
    subtasks: rows,
  };
}

const SIZES = {
  checkpointed_size: 0,
  state_size: 0,
  alignment_buffered: 0,
  processed_data: 0,
  persisted_data: 0,
};

function taskJson(checkpoint: CheckpointInfo, vertexId: string): Json {
  const subtasks = checkpoint.subtasks.filter((subtask) => subtask.vertexId === vertexId);
  const acknowledged = acknowledgedIn(subtasks);
  const isComplete = acknowledged.length === subtasks.length;
  return {
    id: checkpoint.checkpointId,
    status: isComplete ? 'COMPLETED' : checkpoint.status,
    latest_ack_timestamp: latestAckOf(subtasks),
    ...SIZES,
    end_to_end_duration: isComplete ? latestAckOf(subtasks) - checkpoint.triggeredAtMs : -1,
    num_subtasks: subtasks.length,
    num_acknowledged_subtasks: acknowledged.length,
  };
}

function subtaskJson({ triggeredAtMs }: CheckpointInfo, subtask: SubtaskCheckpointInfo): Json {
  const { subtaskIndex: index, acknowledged } = subtask;
  if (acknowledged === undefined) return { index, status: 'pending_or_failed' };
  const { atMs, metrics } = acknowledged;
  return {
    index,
    status: 'completed',
    ack_timestamp: atMs,
    end_to_end_duration: atMs - triggeredAtMs,
    checkpointed_size: 0,
    state_size: 0,
    checkpoint: { sync: Math.round(metrics.syncDurationMillis), async: 0 },
    alignment: {
      buffered: 0,
      processed: 0,
      persisted: 0,
      duration: msOf(metrics.alignmentDurationNanos),
    },
    start_delay: msOf(metrics.checkpointStartDelayNanos),
    unaligned_checkpoint: metrics.unalignedCheckpoint,
    aborted: false,
  };
}

type Acknowledged = NonNullable<SubtaskCheckpointInfo['acknowledged']>;

function acknowledgedIn(subtasks: readonly SubtaskCheckpointInfo[]): Acknowledged[] {
  return subtasks.flatMap(({ acknowledged }) => acknowledged ?? []);
}

/** -1 without any, as Flink has it. */
function latestAckOf(subtasks: readonly SubtaskCheckpointInfo[]): number {
  return Math.max(-1, ...acknowledgedIn(subtasks).map(({ atMs }) => atMs));
}

function durationOf({ subtasks, triggeredAtMs, failure }: CheckpointInfo): number {
  const endMs = failure?.atMs ?? latestAckOf(subtasks);
  return endMs < 0 ? 0 : endMs - triggeredAtMs;
}

function msOf(nanos: number): number {
  return Math.round(nanos / NANOS_PER_MS);
}

function summaryJson(values: readonly number[]): Json {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
    avg: sorted.length === 0 ? 0 : Math.round(sum / sorted.length),
    p50: quantile(0.5),
    p90: quantile(0.9),
    p95: quantile(0.95),
    p99: quantile(0.99),
    p999: quantile(0.999),
  };
}
