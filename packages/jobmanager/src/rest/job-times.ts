/** When a job or a vertex began and ended, read from the timestamps of its states.
 *  Epoch milliseconds; -1 = not yet, as in Flink's JSON. Used by every resource that shows times. */
import { type ExecutionState, isTerminalExecutionState, isTerminalJobStatus } from '@rivulet/runtime/graph';
import type { ExecutionGraphInfo, ExecutionInfo } from '@rivulet/runtime/rpc';

export type JobTimes = {
  readonly startMs: number;
  readonly endMs: number;
  readonly durationMs: number;
  /** The last change of the job or of one of its tasks. */
  readonly lastModificationMs: number;
};

export function jobTimesOf(info: ExecutionGraphInfo, nowMs: number): JobTimes {
  const startMs = info.statusTimestamps.INITIALIZING ?? info.statusTimestamps.CREATED ?? -1;
  const endMs = isTerminalJobStatus(info.status) ? (info.statusTimestamps[info.status] ?? -1) : -1;
  const changes = [
    ...Object.values(info.statusTimestamps),
    ...info.vertices.flatMap(({ executions }) =>
      executions.flatMap(({ stateTimestamps }) => Object.values(stateTimestamps)),
    ),
  ];
  return {
    startMs,
    endMs,
    durationMs: spanOf(startMs, endMs, nowMs),
    lastModificationMs: Math.max(-1, ...changes),
  };
}

export type TaskTimes = Omit<JobTimes, 'lastModificationMs'>;

/** From deployment to the end. */
export function executionTimesOf({ state, stateTimestamps }: ExecutionInfo, nowMs: number): TaskTimes {
  const startMs = stateTimestamps.DEPLOYING ?? -1;
  const endMs = isTerminalExecutionState(state) ? (stateTimestamps[state] ?? -1) : -1;
  return { startMs, endMs, durationMs: startMs < 0 ? -1 : spanOf(startMs, endMs, nowMs) };
}

/** From the first deployment to the last end. */
export function vertexTimesOf(executions: readonly ExecutionInfo[], nowMs: number): TaskTimes {
  const times = executions.map((execution) => executionTimesOf(execution, nowMs));
  const starts = times.map(({ startMs }) => startMs).filter((startMs) => startMs >= 0);
  const startMs = starts.length === 0 ? -1 : Math.min(...starts);
  const ended = executions.every(({ state }) => isTerminalExecutionState(state));
  const endMs = ended ? Math.max(...times.map((time) => time.endMs)) : -1;
  return { startMs, endMs, durationMs: startMs < 0 ? -1 : spanOf(startMs, endMs, nowMs) };
}

/** How long an attempt was in each state on the way to its end; -1 = it never was. */
export function stateDurationsOf(execution: ExecutionInfo, nowMs: number): Record<string, number> {
  const reached = WAY.map((state) => execution.stateTimestamps[state] ?? -1);
  const { endMs } = executionTimesOf(execution, nowMs);
  return Object.fromEntries(
    WAY.map((state, index) => {
      const sinceMs = reached[index] ?? -1;
      if (sinceMs < 0) return [state, -1];
      const nextMs = reached.slice(index + 1).find((timestamp) => timestamp >= 0);
      return [state, spanOf(sinceMs, nextMs ?? endMs, nowMs)];
    }),
  );
}

const WAY: readonly ExecutionState[] = ['CREATED', 'SCHEDULED', 'DEPLOYING', 'INITIALIZING', 'RUNNING'];

function spanOf(startMs: number, endMs: number, nowMs: number): number {
  return Math.max(0, (endMs >= 0 ? endMs : nowMs) - startMs);
}
