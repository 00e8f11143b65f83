/** A vertex and its subtasks as Flink's JSON shows them: in `/jobs/:id` and in `/jobs/:id/vertices/:vid`.
 *  Pure mapping; field names are the contract, odd as some are (both `start-time` and `start_time`). */
import { EXECUTION_STATES, type ExecutionState } from '@rivulet/runtime/graph';
import type { ExecutionInfo, TaskIoMetrics, VertexInfo } from '@rivulet/runtime/rpc';
import { type BackPressureLevel, backPressureJson } from './back-pressure-json.ts';
import { executionTimesOf, stateDurationsOf, vertexTimesOf } from './job-times.ts';

export type IoMetricsJson = {
  readonly 'read-bytes': number;
  readonly 'read-bytes-complete': boolean;
  readonly 'write-bytes': number;
  readonly 'write-bytes-complete': boolean;
  readonly 'read-records': number;
  readonly 'read-records-complete': boolean;
  readonly 'write-records': number;
  readonly 'write-records-complete': boolean;
  readonly 'accumulated-backpressured-time': number;
  readonly 'accumulated-idle-time': number;
  readonly 'accumulated-busy-time': number;
};

export type VertexJson = {
  readonly id: string;
  readonly slotSharingGroupId: string;
  readonly name: string;
  readonly maxParallelism: number;
  readonly parallelism: number;
  readonly status: ExecutionState;
  readonly 'start-time': number;
  readonly 'end-time': number;
  readonly duration: number;
  readonly tasks: Readonly<Record<ExecutionState, number>>;
  readonly metrics: IoMetricsJson;
  /** Ours: what `/backpressure` says of it; absent before its tasks have told. */
  readonly 'backpressure-level'?: BackPressureLevel;
};

export function vertexJson(vertex: VertexInfo, nowMs: number): VertexJson {
  const { vertexId, name, parallelism, maxParallelism, slotSharingGroup, executions } = vertex;
  const { startMs, endMs, durationMs } = vertexTimesOf(executions, nowMs);
  const backPressure = backPressureJson(vertex, nowMs);
  return {
    id: vertexId,
    slotSharingGroupId: groupIdOf(slotSharingGroup),
    name,
    maxParallelism,
    parallelism,
    status: vertexStateOf(executions),
    'start-time': startMs,
    'end-time': endMs,
    duration: durationMs,
    tasks: stateCountsOf(executions),
    metrics: ioMetricsJson(executions.map(({ io }) => io)),
    ...(backPressure.status === 'ok' ? { 'backpressure-level': backPressure.backpressureLevel } : {}),
  };
}

export function vertexDetailsJson(vertex: VertexInfo, nowMs: number): Readonly<Record<string, unknown>> {
  const { vertexId, name, parallelism, maxParallelism, executions } = vertex;
  return {
    id: vertexId,
    name,
    parallelism,
    maxParallelism,
    now: nowMs,
    subtasks: executions.map((execution) => subtaskJson(execution, nowMs)),
    aggregated: {
      metrics: statisticsOf(executions.map(({ io }) => numbersIn(ioMetricsJson([io])))),
      'status-duration': statisticsOf(executions.map((execution) => stateDurationsOf(execution, nowMs))),
    },
  };
}

/** Every state with its count, none left out. */
export function stateCountsOf(executions: readonly ExecutionInfo[]): Record<ExecutionState, number> {
  const counts = Object.fromEntries(EXECUTION_STATES.map((state) => [state, 0])) as Record<
    ExecutionState,
    number
  >;
  for (const { state } of executions) counts[state]++;
  return counts;
}

function subtaskJson(execution: ExecutionInfo, nowMs: number): Readonly<Record<string, unknown>> {
  const { startMs, endMs, durationMs } = executionTimesOf(execution, nowMs);
  return {
    subtask: execution.subtaskIndex,
    status: execution.state,
    attempt: execution.attemptNumber,
    endpoint: execution.endpoint ?? '(unassigned)',
    'start-time': startMs,
    start_time: startMs,
    'end-time': endMs,
    duration: durationMs,
    metrics: ioMetricsJson([execution.io]),
    'taskmanager-id': execution.taskManagerId ?? '(unassigned)',
    'status-duration': stateDurationsOf(execution, nowMs),
    'other-concurrent-attempts': [],
  };
}

/** Counters of the attempts added up; they are exact, hence always complete. */
function ioMetricsJson(attempts: readonly TaskIoMetrics[]): IoMetricsJson {
  const sum = (field: keyof TaskIoMetrics): number => attempts.reduce((total, io) => total + io[field], 0);
  return {
    'read-bytes': sum('numBytesIn'),
    'read-bytes-complete': true,
    'write-bytes': sum('numBytesOut'),
    'write-bytes-complete': true,
    'read-records': sum('numRecordsIn'),
    'read-records-complete': true,
    'write-records': sum('numRecordsOut'),
    'write-records-complete': true,
    'accumulated-backpressured-time': Math.round(sum('backPressuredTimeMs')),
    'accumulated-idle-time': Math.round(sum('idleTimeMs')),
    'accumulated-busy-time': sum('busyTimeMs'),
  };
}

/** One state for many subtasks, by Flink's order of precedence. */
function vertexStateOf(executions: readonly ExecutionInfo[]): ExecutionState {
  const counts = stateCountsOf(executions);
  const first = PRECEDENCE.find((state) => counts[state] > 0);
  if (first !== undefined) return first;
  if (counts.FINISHED === 0) return 'CREATED';
  return counts.FINISHED === executions.length ? 'FINISHED' : 'RUNNING';
}

const PRECEDENCE: readonly ExecutionState[] = ['FAILED', 'CANCELING', 'CANCELED', 'INITIALIZING', 'RUNNING'];

function numbersIn(metrics: IoMetricsJson): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

/** Per field: min, max, avg, sum and quantiles over the subtasks. */
function statisticsOf(
  rows: readonly Readonly<Record<string, number>>[],
): Record<string, Record<string, number>> {
  return Object.fromEntries(
    Object.keys(rows[0] ?? {}).map((field) => {
      const values = rows.map((row) => row[field] ?? 0).toSorted((a, b) => a - b);
      const sum = values.reduce((total, value) => total + value, 0);
      const quantile = (part: number): number => values[Math.ceil(part * values.length) - 1] ?? 0;
      return [
        field,
        {
          min: values[0] ?? 0,
          max: values.at(-1) ?? 0,
          avg: Math.round(sum / values.length),
          sum,
          median: quantile(0.5),
          p25: quantile(0.25),
          p75: quantile(0.75),
          p95: quantile(0.95),
        },
      ];
    }),
  );
}

/** 32 hex digits, as Flink's ids; the group's name, so that it can be read back. */
function groupIdOf(slotSharingGroup: string): string {
  const hex = [...new TextEncoder().encode(slotSharingGroup)].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  return hex.join('').slice(0, 32).padEnd(32, '0');
}
