/** Back-pressure of a vertex as Flink's JSON shows it: the share of time in which a task could not write, and a level.
 *  Source of the levels: Flink's JobVertexBackPressureHandler. */
import type { ExecutionInfo, VertexInfo } from '@rivulet/runtime/rpc';

export type BackPressureLevel = 'ok' | 'low' | 'high';

const OK_MAX = 0.1;
const LOW_MAX = 0.5;

export type SubtaskBackPressureJson = {
  readonly subtask: number;
  readonly 'attempt-number': number;
  readonly backpressureLevel: BackPressureLevel;
  readonly 'backpressure-level': BackPressureLevel;
  readonly ratio: number;
  readonly idleRatio: number;
  readonly busyRatio: number;
  readonly 'other-concurrent-attempts': readonly never[];
};

export type BackPressureJson = {
  /** `deprecated`: no subtask has told anything yet. */
  readonly status: 'ok' | 'deprecated';
  readonly backpressureLevel: BackPressureLevel;
  readonly 'backpressure-level': BackPressureLevel;
  readonly 'end-timestamp': number;
  readonly subtasks: readonly SubtaskBackPressureJson[];
};

export function backPressureJson(
  { executions }: Pick<VertexInfo, 'executions'>,
  nowMs: number,
): BackPressureJson {
  const subtasks = executions.filter(hasMetrics).map(subtaskJson);
  const level = levelOf(Math.max(0, ...subtasks.map(({ ratio }) => ratio)));
  return {
    status: subtasks.length === 0 ? 'deprecated' : 'ok',
    backpressureLevel: level,
    'backpressure-level': level,
    'end-timestamp': nowMs,
    subtasks,
  };
}

function hasMetrics({ metrics }: ExecutionInfo): boolean {
  return metrics['backPressuredTimeMsPerSecond'] !== undefined;
}

function subtaskJson({ subtaskIndex, attemptNumber, metrics }: ExecutionInfo): SubtaskBackPressureJson {
  const ratioOf = (name: string): number => Number(metrics[name] ?? 0) / 1000;
  const ratio = ratioOf('backPressuredTimeMsPerSecond');
  const level = levelOf(ratio);
  return {
    subtask: subtaskIndex,
    'attempt-number': attemptNumber,
    backpressureLevel: level,
    'backpressure-level': level,
    ratio,
    idleRatio: ratioOf('idleTimeMsPerSecond'),
    busyRatio: ratioOf('busyTimeMsPerSecond'),
    'other-concurrent-attempts': [],
  };
}

function levelOf(ratio: number): BackPressureLevel {
  if (ratio <= OK_MAX) return 'ok';
  return ratio <= LOW_MAX ? 'low' : 'high';
}
