/** A job as Flink's JSON shows it: one line of `/jobs/overview`, the whole of `/jobs/:id`, its exceptions, its result.
 *  Pure mapping from one ExecutionGraphInfo; every number and boolean is always sent, as Flink's clients require. */
import { StreamError, type StreamErrorJson } from '@rivulet/runtime/base';
import { isTerminalJobStatus } from '@rivulet/runtime/graph';
import type { ExecutionGraphInfo, ExecutionInfo } from '@rivulet/runtime/rpc';
import { jobTimesOf } from './job-times.ts';
import { planJson } from './plan-json.ts';
import { stateCountsOf, vertexJson } from './vertex-json.ts';

type Json = Readonly<Record<string, unknown>>;

export function jobOverviewJson(info: ExecutionGraphInfo, nowMs: number): Json {
  const { startMs, endMs, durationMs, lastModificationMs } = jobTimesOf(info, nowMs);
  const executions = info.vertices.flatMap((vertex) => vertex.executions);
  // Lower case here, upper case in the details: Flink's own habit.
  const counts = Object.entries(stateCountsOf(executions)).map(([state, count]) => [
    state.toLowerCase(),
    count,
  ]);
  return {
    jid: info.jobId,
    name: info.name,
    'start-time': startMs,
    'end-time': endMs,
    duration: durationMs,
    state: info.status,
    'last-modification': lastModificationMs,
    tasks: { total: executions.length, ...Object.fromEntries(counts) },
    'pending-operators': 0,
  };
}

export function jobDetailsJson(info: ExecutionGraphInfo, nowMs: number): Json {
  const { startMs, endMs, durationMs } = jobTimesOf(info, nowMs);
  const vertices = info.vertices.map((vertex) => vertexJson(vertex, nowMs));
  const counts = stateCountsOf([]);
  for (const { status } of vertices) counts[status]++;
  return {
    jid: info.jobId,
    name: info.name,
    isStoppable: false,
    state: info.status,
    'job-type': 'STREAMING',
    'start-time': startMs,
    'end-time': endMs,
    duration: durationMs,
    maxParallelism: -1,
    now: nowMs,
    timestamps: { ...NO_TIMESTAMPS, ...info.statusTimestamps },
    vertices,
    'status-counts': counts,
    'pending-operators': 0,
    plan: planJson(info.jobId, info.graph),
    ...waitingJson(info),
  };
}

/** The root cause first, then every other failed attempt. */
export function exceptionsJson(info: ExecutionGraphInfo, maxEntries: number): Json {
  const failed = info.vertices
    .flatMap(({ name, parallelism, executions }) =>
      executions.map((execution) => ({
        execution,
        taskName: `${name} (${execution.subtaskIndex + 1}/${parallelism})`,
      })),
    )
    .filter(({ execution }) => execution.error !== undefined)
    .toSorted((a, b) => failedAt(a.execution) - failedAt(b.execution));
  const root = failed.find(({ execution }) => execution.error?.message === info.error?.message);
  const entries = info.error === undefined ? [] : [exceptionJson(info.error, rootTime(info), root)];
  const others = failed.filter((entry) => entry !== root);
  const concurrentExceptions = others.flatMap((entry) =>
    entry.execution.error === undefined
      ? []
      : [exceptionJson(entry.execution.error, failedAt(entry.execution), entry)],
  );
  return {
    exceptionHistory: {
      entries: entries.slice(0, maxEntries).map((entry) => ({ ...entry, concurrentExceptions })),
      truncated: entries.length > maxEntries,
    },
  };
}

export function executionResultJson(info: ExecutionGraphInfo, nowMs: number): Json {
  if (!isTerminalJobStatus(info.status))
    return { status: { id: 'IN_PROGRESS' }, 'job-execution-result': null };
  return {
    status: { id: 'COMPLETED' },
    'job-execution-result': {
      id: info.jobId,
      'application-status': info.status === 'FINISHED' ? 'SUCCEEDED' : info.status,
      'accumulator-results': {},
      'net-runtime': jobTimesOf(info, nowMs).durationMs,
      ...(info.error === undefined ? {} : { 'failure-cause': failureCauseJson(info.error) }),
    },
  };
}

/** Flink sends a Java object here; `code`, `message`, `help` and `details` are what ours has instead. */
function failureCauseJson(error: StreamErrorJson): Json {
  const { code, message, details } = error;
  return {
    class: code,
    'stack-trace': stackOf(error),
    code,
    message,
    help: StreamError.fromJSON(error).help('en'),
    details,
  };
}

/** Everything that waits says for what; Flink has no such field. */
function waitingJson({ waitingForSlots }: ExecutionGraphInfo): Json {
  if (waitingForSlots === undefined) return {};
  const { required, acquired, sinceMs } = waitingForSlots;
  return { 'waiting-for-slots': { required, acquired, since: sinceMs } };
}

type FailedAttempt = { readonly execution: ExecutionInfo; readonly taskName: string };

function exceptionJson(error: StreamErrorJson, timestamp: number, attempt: FailedAttempt | undefined): Json {
  return {
    exceptionName: error.code,
    stacktrace: stackOf(error),
    timestamp,
    failureLabels: {},
    taskName: attempt?.taskName ?? null,
    endpoint: attempt?.execution.endpoint ?? null,
    taskManagerId: attempt?.execution.taskManagerId ?? null,
  };
}

function stackOf(error: StreamErrorJson): string {
  const { stack, cause } = error;
  const text = `${error.code}: ${error.message}. ${StreamError.fromJSON(error).help('en')}`;
  return [text, stack, cause === undefined ? undefined : `Caused by: ${cause}`].filter(Boolean).join('\n');
}

function failedAt({ stateTimestamps }: ExecutionInfo): number {
  return stateTimestamps.FAILED ?? -1;
}

function rootTime({ statusTimestamps }: ExecutionGraphInfo): number {
  return statusTimestamps.FAILING ?? statusTimestamps.FAILED ?? -1;
}

const NO_TIMESTAMPS: Readonly<Record<string, number>> = {
  INITIALIZING: -1,
  CREATED: -1,
  RUNNING: -1,
  FAILING: -1,
  FAILED: -1,
  CANCELLING: -1,
  CANCELED: -1,
  FINISHED: -1,
  RESTARTING: -1,
  SUSPENDED: -1,
  RECONCILING: -1,
} satisfies Record<ExecutionGraphInfo['status'], number>;
